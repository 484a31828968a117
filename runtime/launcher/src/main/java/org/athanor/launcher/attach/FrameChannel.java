package org.athanor.launcher.attach;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Frames over a channel. One thread receives; any number may send. It reads and writes the channel itself: the streams
 * of {@code Channels} share a lock before JDK 19, so that a waiting reader would block all writers.
 */
public final class FrameChannel implements AutoCloseable {

    private static final int HEADER = 1 + Integer.BYTES;

    private final ByteChannel channel;
    // Interrupting a thread that writes to a channel closes the channel; so a thread writes that nobody interrupts.
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "frames");
        thread.setDaemon(true);
        return thread;
    });

    /** Takes over a connected channel in blocking mode. */
    public FrameChannel(ByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the next frame.
     *
     * @return the frame, or empty when the other side has gone between two frames
     * @throws IOException when it has gone in the middle of a frame, or sends something else than frames
     */
    public Optional<Frame> receive() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (!fill(header)) {
            return Optional.empty();
        }
        Frame.Type type;
        try {
            type = Frame.Type.of(header.get());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        int length = header.getInt();
        if (length < 0 || length > Frame.MAX_PAYLOAD || (type == Frame.Type.STATUS && length != Integer.BYTES)) {
            throw new IOException("not a frame: length " + length);
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        if (length > 0 && !fill(payload)) {
            throw new EOFException("a frame was cut off");
        }
        return Optional.of(new Frame(type, payload.array()));
    }

    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                if (buffer.position() == 0) {
                    return false;
                }
                throw new EOFException("a frame was cut off");
            }
        }
        buffer.flip();
        return true;
    }

    /** Sends a frame, whole. An interrupt of the caller neither cuts it off nor closes the channel. */
    public void send(Frame frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + frame.payload().length)
                .put(frame.type().code()).putInt(frame.payload().length).put(frame.payload()).flip();
        try {
            CompletableFuture.runAsync(() -> write(bytes), writer).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failed ? failed.getCause()
                    : new IOException(e.getCause());
        } catch (RejectedExecutionException e) {
            throw new ClosedChannelException();
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a UTF-8 stream that sends each write as a frame of this type. */
    public PrintStream stream(Frame.Type type) {
        return new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                send(new Frame(type, new byte[] {(byte) b}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                send(new Frame(type, Arrays.copyOfRange(bytes, offset, offset + length)));
            }
        }, true, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        writer.shutdown();
    }
}
