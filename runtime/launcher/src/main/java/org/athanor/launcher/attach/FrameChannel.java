package org.athanor.launcher.attach;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Frames over a channel. One thread receives; any number may send. It reads and writes the channel itself: the streams
 * of {@code Channels} share a lock before JDK 19, so that a waiting reader would block all writers.
 */
public final class FrameChannel implements AutoCloseable {

    private static final int HEADER = 1 + Integer.BYTES;

    private final ByteChannel channel;
    private final Object sending = new Object();

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
        if (length < 0 || length > Frame.MAX_PAYLOAD) {
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

    /** Sends a frame, whole. A pending interrupt of the caller does not close the channel and is kept. */
    public void send(Frame frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + frame.payload().length)
                .put(frame.type().code()).putInt(frame.payload().length).put(frame.payload()).flip();
        synchronized (sending) {
            boolean interrupted = Thread.interrupted();
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Interrupts a thread that sends through this channel, but never in the middle of a frame. */
    public void interrupt(Thread sender) {
        synchronized (sending) {
            sender.interrupt();
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
    }
}
