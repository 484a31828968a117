package org.athanor.dataset.text;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Text data", description = "UTF-8 text from a file, a folder or a glob.")
@interface TextConfig {

    @AttributeDefinition(name = "Path", description = "A file, a folder (with all folders in it) or a glob such as "
            + "corpus/**/*.txt; relative to the working folder.")
    String path();

    @AttributeDefinition(name = "Extensions",
            description = "File name extensions that are read from a folder or glob, such as txt; empty for all.")
    String[] extensions() default {};

    @AttributeDefinition(name = "Split", min = "0", max = "1", description = "Share of the bytes that train, above 0 "
            + "and up to 1; the rest, at the end, is held out for evaluation.")
    double split() default 0.9;

    @AttributeDefinition(name = "Record size", min = "64", max = "4194304",
            description = "Length of a record in bytes, 64 to 4194304; the end moves to a line end nearby.")
    int record__bytes() default 65_536;
}
