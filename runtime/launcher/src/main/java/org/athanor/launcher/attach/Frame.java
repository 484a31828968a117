package org.athanor.launcher.attach;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A message of the conversation.
 *
 * @param type what it says
 * @param payload its content; not copied
 */
public record Frame(Type type, byte[] payload) {

    /** The longest payload that is accepted, in bytes: nobody types or prints more at once. */
    public static final int MAX_PAYLOAD = 16 << 20;

    /** What a frame says; on the wire it is one letter. */
    public enum Type {
        /** Client: its working folder. */
        FOLDER('F'),
        /** Client: a command line. */
        EXECUTE('X'),
        /** Client: cancel the command that runs. */
        INTERRUPT('I'),
        /** Client: words to complete. */
        COMPLETE('C'),
        /** Container: bytes for standard output. */
        OUT('O'),
        /** Container: bytes for standard error. */
        ERR('E'),
        /** Container: the exit code; the command has ended. */
        STATUS('S'),
        /** Container: candidates. */
        CANDIDATES('K');

        private final byte code;

        Type(char code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }

        static Type of(byte code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new IllegalArgumentException("not a frame: type " + code);
        }
    }

    /** Returns a frame with text. */
    public static Frame of(Type type, String text) {
        return new Frame(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a frame with words. */
    public static Frame of(Type type, List<String> words) {
        return of(type, String.join("\0", words));
    }

    /** Returns a {@link Type#STATUS} frame. */
    public static Frame status(int exitCode) {
        return new Frame(Type.STATUS, ByteBuffer.allocate(Integer.BYTES).putInt(exitCode).array());
    }

    /** Returns the payload as text. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Returns the payload as words; none when it is empty. */
    public List<String> words() {
        return payload.length == 0 ? List.of() : List.of(text().split("\0", -1));
    }

    /** Returns the exit code in a {@link Type#STATUS} frame. */
    public int exitCode() {
        return ByteBuffer.wrap(payload).getInt();
    }
}
