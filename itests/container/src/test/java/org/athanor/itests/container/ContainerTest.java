package org.athanor.itests.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.athanor.api.lifecycle.Plugins;
import org.athanor.api.session.Session;
import org.athanor.api.session.Sessions;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TestName;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.framework.BundleContext;

/** A test inside the product: one container for a class, a folder and a text to train on for each of its tests. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class ContainerTest {

    static final int PATIENCE = 120_000;

    @Rule
    public final TestName name = new TestName();
    @Inject
    @Filter(timeout = PATIENCE)
    Plugins plugins;
    @Inject
    @Filter(timeout = PATIENCE)
    Sessions sessions;
    @Inject
    BundleContext context;
    Path folder;
    Path text;

    @Configuration
    public static Option[] product() throws IOException {
        return CoreOptions.options(ProductOptions.product());
    }

    @Before
    public void makeFolder() throws IOException {
        Streams.register(context);
        folder = Files.createTempDirectory(Path.of(context.getProperty("athanor.home")), "test");
        text = Files.writeString(folder.resolve("text.txt"), "The furnace never goes out.\n".repeat(200));
    }

    /** Writes a run file. */
    Path runFile(String content) throws IOException {
        return Files.writeString(folder.resolve("run.yaml"), content);
    }

    /** Starts a run with the name of the test. */
    Session start(Path run) {
        return sessions.start(run, Map.of(), Optional.of(name.getMethodName())).unwrap();
    }
}
