package org.athanor.plugins.leak;

import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netbeans.lib.profiler.heap.ArrayItemValue;
import org.netbeans.lib.profiler.heap.GCRoot;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.JavaFrameGCRoot;
import org.netbeans.lib.profiler.heap.ObjectArrayInstance;
import org.netbeans.lib.profiler.heap.ObjectFieldValue;
import org.netbeans.lib.profiler.heap.PrimitiveArrayInstance;
import org.netbeans.lib.profiler.heap.ThreadObjectGCRoot;

/**
 * Describes what a heap holds.
 *
 * @param heap the heap
 */
record HeapWords(Heap heap) {

    private static final String LOADER = "<classLoader>";

    /** Describes a root. */
    String root(Instance instance) {
        Object root = heap.getGCRoot(instance);
        if (root instanceof JavaFrameGCRoot frame) {
            return frame(frame);
        }
        if (isThread(instance)) {
            return thread(instance);
        }
        return switch (root instanceof GCRoot known ? known.getKind() : "") {
            case GCRoot.JNI_GLOBAL -> "JNI global reference to " + name(instance);
            case GCRoot.JNI_LOCAL -> "JNI local reference to " + name(instance);
            case GCRoot.STICKY_CLASS -> "system class " + name(instance);
            case GCRoot.MONITOR_USED -> "monitor of " + name(instance);
            case GCRoot.THREAD_BLOCK, GCRoot.NATIVE_STACK -> "native frame with " + name(instance);
            default -> "the virtual machine, with " + name(instance);
        };
    }

    private String frame(JavaFrameGCRoot root) {
        @Nullable ThreadObjectGCRoot thread = root.getThreadGCRoot();
        if (thread == null) {
            return "a frame of a thread that ended";
        }
        StackTraceElement @Nullable [] frames = thread.getStackTrace();
        String at = frames == null || root.getFrameNumber() < 0 || root.getFrameNumber() >= frames.length ? ""
                : ", local variable in " + words(frames[root.getFrameNumber()]);
        return thread(thread.getInstance()) + at;
    }

    /** The classes of lambdas have no source file and no lines. */
    private static String words(StackTraceElement frame) {
        return frame.getLineNumber() > 0 ? frame.toString() : frame.getClassName() + "." + frame.getMethodName();
    }

    private static String thread(Instance thread) {
        return "thread \"" + text(thread.getValueOfField("name")) + "\"";
    }

    /** Returns {@code class.field} when that is how {@code holder} holds {@code held}. */
    Optional<String> staticField(Instance holder, Instance held) {
        @Nullable JavaClass type = heap.getJavaClassByID(holder.getInstanceId());
        return type == null ? Optional.empty() : field(type.getStaticFieldValues(), held)
                .map(value -> value.getField().getName())
                // Names in angle brackets are what the virtual machine keeps beside the fields.
                .filter(name -> !name.startsWith("<")).map(name -> type.getName() + "." + name);
    }

    /** Describes how {@code holder} holds {@code held}. */
    String reference(Instance holder, Instance held) {
        @Nullable JavaClass type = heap.getJavaClassByID(holder.getInstanceId());
        if (type != null) {
            String field = field(type.getStaticFieldValues(), held).map(value -> value.getField().getName())
                    .orElse("class");
            return type.getName() + "." + (field.equals(LOADER) ? "classLoader" : field);
        }
        if (holder instanceof ObjectArrayInstance array) {
            for (Object each : array.getItems()) {
                ArrayItemValue item = (ArrayItemValue) each;
                if (same(item.getInstance(), held)) {
                    return name(holder).replaceFirst("\\[]$", "") + "[" + item.getIndex() + "]";
                }
            }
        }
        String label = isThread(holder) ? " \"" + text(holder.getValueOfField("name")) + "\"" : "";
        return field(holder.getFieldValues(), held).map(value -> value.getField().getDeclaringClass().getName()
                + label + "." + value.getField().getName()).orElse(name(holder) + label + ".class");
    }

    private static Optional<ObjectFieldValue> field(List<?> values, Instance held) {
        for (Object value : values) {
            if (value instanceof ObjectFieldValue field && same(field.getInstance(), held)
                    && !field.getField().getName().equals("referent")) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    private static boolean same(@Nullable Instance one, Instance other) {
        return one != null && one.getInstanceId() == other.getInstanceId();
    }

    private String name(Instance instance) {
        @Nullable JavaClass type = heap.getJavaClassByID(instance.getInstanceId());
        return type == null ? instance.getJavaClass().getName() : type.getName();
    }

    private static boolean isThread(Instance instance) {
        for (@Nullable JavaClass type = instance.getJavaClass(); type != null; type = type.getSuperClass()) {
            if (type.getName().equals(Thread.class.getName())) {
                return true;
            }
        }
        return false;
    }

    private static String text(@Nullable Object string) {
        if (string instanceof Instance object
                && object.getValueOfField("value") instanceof PrimitiveArrayInstance raw) {
            byte[] bytes = new byte[raw.getLength()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = Byte.parseByte((String) raw.getValues().get(i));
            }
            Charset wide = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? StandardCharsets.UTF_16LE
                    : StandardCharsets.UTF_16BE;
            boolean narrow = Byte.valueOf((byte) 0).equals(object.getValueOfField("coder"));
            return new String(bytes, narrow ? StandardCharsets.ISO_8859_1 : wide);
        }
        return "";
    }
}
