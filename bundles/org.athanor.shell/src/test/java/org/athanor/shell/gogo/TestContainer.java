package org.athanor.shell.gogo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.shell.Posix;
import org.apache.felix.service.command.CommandProcessor;
import org.athanor.api.lifecycle.Home;
import org.athanor.shell.TestStreams;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** A real framework and a real command interpreter, with the commands that a test adds. */
public final class TestContainer implements AutoCloseable {

    public final ByteArrayOutputStream out = new ByteArrayOutputStream();
    public final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Framework framework;
    private final CommandProcessorImpl processor;

    public TestContainer(Path storage) throws BundleException {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(),
                Home.PROPERTY, storage.toString()));
        framework.start();
        processor = new CommandProcessorImpl(TestStreams.threads());
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    public void command(String scope, Object command, String... functions) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(CommandProcessor.COMMAND_SCOPE, scope);
        properties.put(CommandProcessor.COMMAND_FUNCTION, functions);
        context().registerService(Object.class, command, properties);
        for (String function : functions) {
            processor.addCommand(scope, command, function);
        }
    }

    /** Adds some commands of Gogo itself. */
    void gogoCommands() {
        command("gogo", new Posix(), "cat", "grep");
    }

    public GogoSessions gogo() {
        return new GogoSessions(processor, new CommandCompletion(context()));
    }

    GogoSession session() {
        return gogo().open(InputStream.nullInputStream(), new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        processor.stop();
        framework.stop();
        framework.waitForStop(0);
    }
}
