package org.athanor.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;

/** The texts that stand in the code of a jar. */
public final class Constants {

    private static final int TEXT = 8;

    private Constants() {
    }

    /** Returns the texts of each class, by its name in the jar. */
    public static Map<String, Set<String>> of(Path file) {
        Map<String, Set<String>> texts = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream().filter(each -> each.getName().endsWith(".class")).toList()) {
                texts.put(entry.getName(), texts(new ClassReader(jar.getInputStream(entry))));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> texts(ClassReader type) {
        Set<String> texts = new TreeSet<>();
        char[] buffer = new char[type.getMaxStringLength()];
        for (int item = 1; item < type.getItemCount(); item++) {
            int offset = type.getItem(item);
            // The second half of a long is no item.
            if (offset > 0 && type.readByte(offset - 1) == TEXT) {
                texts.add(String.valueOf(type.readConst(item, buffer)));
            }
        }
        return texts;
    }
}
