package org.athanor.shell.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.athanor.shell.TestStreams;
import org.athanor.shell.format.Formats;

/** A real command interpreter with the commands of a test. */
final class Gogo implements AutoCloseable {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final CommandSession session;

    Gogo(String scope, Object commands, Path directory) {
        CommandProcessorImpl processor = new CommandProcessorImpl(TestStreams.threads());
        processor.addConverter(new Formats());
        for (var method : commands.getClass().getDeclaredMethods()) {
            processor.addCommand(scope, commands, method.getName());
        }
        PrintStream out = new PrintStream(printed, true, UTF_8);
        session = processor.createSession(InputStream.nullInputStream(), out, out);
        session.put("SCOPE", "*");
        session.currentDir(directory);
    }

    /** Executes a line and returns what it prints, its result at the end. */
    String execute(String line) throws Exception {
        printed.reset();
        Object result = session.execute(line);
        String text = printed.toString(UTF_8);
        return result == null ? text : text + session.format(result, Converter.INSPECT);
    }

    @Override
    public void close() {
        session.close();
    }
}
