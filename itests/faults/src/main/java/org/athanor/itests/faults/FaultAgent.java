package org.athanor.itests.faults;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.AgentBuilder.RedefinitionStrategy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ClassInjector;

/** Installs the points. Its argument: the folder of the orders, the separator of paths, the home of the product. */
public final class FaultAgent {

    private FaultAgent() {
    }

    /** Called by the virtual machine before the product's own main. */
    public static void premain(String argument, Instrumentation instrumentation)
            throws IOException, ClassNotFoundException {
        int cut = argument.indexOf(File.pathSeparatorChar);
        System.setProperty("athanor.faults.folder", argument.substring(0, cut));
        System.setProperty("athanor.faults.home", argument.substring(cut + 1));
        // Classes of the JDK see only what the bootstrap loader sees.
        File points = Files.createTempDirectory(Path.of(argument.substring(0, cut)), "agent").toFile();
        String name = "org.athanor.itests.faults.Points";
        ClassInjector.UsingInstrumentation.of(points, ClassInjector.UsingInstrumentation.Target.BOOTSTRAP,
                instrumentation).injectRaw(Map.of(name, ClassFileLocator.ForClassLoader
                        .of(FaultAgent.class.getClassLoader()).locate(name).resolve()));
        instrumentation.redefineModule(Object.class.getModule(),
                Set.of(Class.forName(name, false, null).getModule()), Map.of(), Map.of(), Set.of(), Map.of());
        new AgentBuilder.Default().disableClassFormatChanges().with(RedefinitionStrategy.RETRANSFORMATION)
                .ignore(none())
                .type(named("sun.nio.ch.FileChannelImpl"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(BeforeForce.class).on(named("force"))))
                .type(named("java.io.RandomAccessFile"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(BeforeForce.class).on(named("getFD"))))
                .installOn(instrumentation);
    }

    /** Becomes the beginning of the methods. */
    static final class BeforeForce {

        private BeforeForce() {
        }

        @Advice.OnMethodEnter
        static void reach(@Advice.FieldValue("path") String path) throws IOException {
            Points.reached(path);
        }
    }
}
