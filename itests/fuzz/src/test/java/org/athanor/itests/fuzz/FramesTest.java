package org.athanor.itests.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.launcher.attach.Frame;
import org.athanor.launcher.attach.FrameChannel;

class FramesTest {

    private static byte[] sound() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FrameChannel channel = new FrameChannel(new Other(Channels.newChannel(InputStream.nullInputStream()),
                Channels.newChannel(bytes)))) {
            sendAll(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void sendAll(FrameChannel channel) throws IOException {
        for (Frame frame : List.of(Frame.of(Frame.Type.FOLDER, "/home/somebody"), Frame.of(Frame.Type.EXECUTE,
                "train:status \"é\""), Frame.of(Frame.Type.COMPLETE, List.of("plugin:up", "--")), Frame.status(3),
                new Frame(Frame.Type.INTERRUPT, new byte[0]))) {
            channel.send(frame);
        }
    }

    @Provide
    Arbitrary<byte[]> conversations() {
        return Inputs.of(List.of(sound()), List.of("X", "F", "\u0000\u0000\u0000\u0001",
                "\u0001\u0000\u0000\u0000", "é"));
    }

    @Property
    void framesAreReadOrRefusedInOneLine(@ForAll("conversations") byte[] input) throws Throwable {
        Inputs.read(input, content -> {
            List<Object> read = new ArrayList<>();
            try (FrameChannel channel = new FrameChannel(new Other(Channels.newChannel(
                    new ByteArrayInputStream(content)), Channels.newChannel(OutputStream.nullOutputStream())))) {
                for (Optional<Frame> frame = channel.receive(); frame.isPresent(); frame = channel.receive()) {
                    read.add(frame.get().text());
                    read.add(frame.get().words());
                    read.add(frame.get().type() == Frame.Type.STATUS ? frame.get().exitCode() : 0);
                }
                return Result.ok(read);
            } catch (IOException e) {
                return Result.err(Problem.of(Problem.Kind.IO, String.valueOf(e.getMessage())));
            }
        });
    }

    /** Another process. */
    private record Other(ReadableByteChannel input, WritableByteChannel output) implements ByteChannel {

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            return input.read(buffer);
        }

        @Override
        public int write(ByteBuffer buffer) throws IOException {
            return output.write(buffer);
        }

        @Override
        public boolean isOpen() {
            return input.isOpen();
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
