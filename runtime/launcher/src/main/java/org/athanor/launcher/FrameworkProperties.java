package org.athanor.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;

/** The properties with which the framework starts; the integration tests start theirs with the same. */
public final class FrameworkProperties {

    private FrameworkProperties() {
    }

    /**
     * Returns the framework properties for a home folder.
     *
     * @param home the home folder, absolute
     */
    public static Map<String, String> of(Path home) {
        Map<String, String> properties = new HashMap<>();
        Path cache = home.resolve("cache");
        properties.put("athanor.home", home.toString());
        properties.put(Constants.FRAMEWORK_STORAGE, cache.resolve("framework").toString());
        // The features decide what is installed: nothing may survive in the cache that they do not name.
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // A replay brings the jars of its run in beside others of the same versions; plans refuse that themselves.
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "100");
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, systemPackages());
        properties.put("felix.log.level", "2");
        // Entries go to the log file; a kept one would hold the exception of a plugin, and with it its classes.
        properties.put("org.apache.felix.log.maxSize", "0");
        // Gogo's own shell only lends its commands (echo, grep, each): the terminal belongs to org.athanor.shell.
        properties.put("gosh.args", "--nointeractive --noshutdown");
        return properties;
    }

    /** Returns the packages of the class path that the system bundle exports, in the syntax of Export-Package. */
    public static String systemPackages() {
        Properties groups = new Properties();
        try (InputStream in = FrameworkProperties.class.getResourceAsStream("system-packages.properties")) {
            groups.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return groups.stringPropertyNames().stream().sorted()
                .map(group -> groups.getProperty(group).split("\\s+"))
                .flatMap(words -> Arrays.stream(words).skip(1)
                        .map(name -> name + ";version=\"" + osgiVersion(words[0]) + "\""))
                .collect(Collectors.joining(","));
    }

    /** A Maven version without its qualifier: {@code 2.10.0-1.5.13} is 2.10.0. */
    private static String osgiVersion(String maven) {
        int qualifier = maven.indexOf('-');
        return qualifier < 0 ? maven : maven.substring(0, qualifier);
    }
}
