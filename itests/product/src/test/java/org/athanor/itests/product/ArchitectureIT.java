package org.athanor.itests.product;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.athanor.itests.harness.Distribution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom, over all classes of the distribution that are ours. */
class ArchitectureIT {

    private static final String API = "org.athanor.api..";
    private static final String[] CORE = {"org.athanor.training..", "org.athanor.plugins..", "org.athanor.shell..",
        "org.athanor.demo.."};
    /** Stands below the core. */
    private static final String DURABLE = "org.athanor.durable..";
    private static final String KIT = "org.athanor.conformance..";
    private static final String[] PLUGINS = {"org.athanor.tokenizer..", "org.athanor.dataset..",
        "org.athanor.model..", "org.athanor.objective..", "org.athanor.optimizer..", "org.athanor.storage..",
        "org.athanor.router..", "org.athanor.patcher..", "org.athanor.log.."};
    /** The interfaces that plugins implement. */
    private static final Set<String> SERVICES = Set.of("org.athanor.api.model.Architecture",
            "org.athanor.api.model.Objective", "org.athanor.api.model.Optimizer", "org.athanor.api.model.ModelPatcher",
            "org.athanor.api.model.Patch", "org.athanor.api.tokenizer.Tokenizer", "org.athanor.api.data.DataSource",
            "org.athanor.api.data.Dataset", "org.athanor.api.storage.Storage", "org.athanor.api.routing.Router",
            "org.athanor.api.metrics.MetricsLogger");

    private static JavaClasses classes;

    @BeforeAll
    static void read() throws IOException {
        List<JarFile> jars = new ArrayList<>();
        for (Path jar : Stream.concat(Distribution.bundles().stream(), Distribution.launcher().stream()).toList()) {
            jars.add(new JarFile(jar.toFile()));
        }
        classes = new ClassFileImporter().importJars(jars);
        for (JarFile jar : jars) {
            jar.close();
        }
    }

    @Test
    void noPluginKnowsAnother() {
        slices().assignedFrom(new PluginBundles()).should().notDependOnEachOther().check(classes);
    }

    @Test
    void noPluginKnowsTheCore() {
        noClasses().that(resideInAnyPackage(PLUGINS)).should().dependOnClassesThat(resideInAnyPackage(CORE))
                .orShould().dependOnClassesThat(resideInAnyPackage(DURABLE, KIT)).check(classes);
    }

    @Test
    void whatIsDurableKnowsOnlyTheApi() {
        noClasses().that(resideInAnyPackage(DURABLE)).should().dependOnClassesThat(resideInAnyPackage(CORE))
                .orShould().dependOnClassesThat(resideInAnyPackage(PLUGINS))
                .orShould().dependOnClassesThat(resideInAnyPackage(KIT)).check(classes);
    }

    @Test
    void theKitKnowsTheCoreOnlyThroughTheApi() {
        noClasses().that(resideInAnyPackage(KIT)).should().dependOnClassesThat(resideInAnyPackage(CORE))
                .orShould().dependOnClassesThat(resideInAnyPackage(PLUGINS)).check(classes);
    }

    @Test
    void theCoreKnowsNoPlugin() {
        noClasses().that(resideInAnyPackage(CORE)).should().dependOnClassesThat(resideInAnyPackage(PLUGINS))
                .check(classes);
    }

    @Test
    void theApiKnowsNothingOfOurs() {
        noClasses().that(resideInAnyPackage(API)).should().dependOnClassesThat(
                resideInAnyPackage("org.athanor..").and(describe("are not of the API",
                        (JavaClass type) -> !type.getPackageName().startsWith("org.athanor.api")))).check(classes);
    }

    @Test
    void trainingPluginsAndShellKnowEachOtherOnlyThroughTheApi() {
        for (String one : CORE) {
            String[] others = Stream.of(CORE).filter(other -> !other.equals(one)).toArray(String[]::new);
            noClasses().that(resideInAnyPackage(one)).should().dependOnClassesThat(resideInAnyPackage(others))
                    .check(classes);
        }
    }

    @Test
    void theStateOfASessionHoldsNoPlugin() {
        fields().that().areDeclaredInClassesThat(describe("are the state of a session", (JavaClass type) ->
                type.getPackageName().equals("org.athanor.training.state")
                        || type.getName().equals("org.athanor.training.session.SessionState")))
                .should(new ArchCondition<JavaField>("not be of a type that plugins implement") {
                    @Override
                    public void check(JavaField field, ConditionEvents events) {
                        boolean service = field.getType().getAllInvolvedRawTypes().stream()
                                .anyMatch(type -> SERVICES.contains(type.getName()));
                        events.add(new SimpleConditionEvent(field, !service, field.getDescription() + " is of "
                                + field.getType().getName()));
                    }
                }).check(classes);
    }

    @Test
    void nobodyPrintsToTheStreamsOfTheProcess() {
        noClasses().that(resideInAnyPackage("org.athanor..")
                .and(describe("are not the launcher, which owns the streams",
                        (JavaClass type) -> !type.getPackageName().equals("org.athanor.launcher"))))
                .should().accessField(System.class, "out").orShould().accessField(System.class, "err").check(classes);
    }

    @Test
    void nobodySleepsExceptWhatShowsThingsToAPersonFromTimeToTime() {
        noClasses().that(resideInAnyPackage("org.athanor..")
                .and(not(resideInAnyPackage("org.athanor.shell.command", "org.athanor.demo"))))
                .should().callMethod(Thread.class, "sleep", long.class).check(classes);
    }

    /** One slice per plugin bundle: the classes that came from one jar. */
    private static final class PluginBundles implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return resideInAnyPackage(PLUGINS).test(type) ? type.getSource().map(source -> SliceIdentifier.of(
                    source.getUri().toString().replaceAll("!.*", "").replaceAll(".*/", "")))
                    .orElse(SliceIdentifier.ignore()) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "plugin bundles";
        }
    }
}
