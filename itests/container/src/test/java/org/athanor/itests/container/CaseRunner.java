package org.athanor.itests.container;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.runner.Description;
import org.junit.runner.Runner;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;
import org.junit.runner.notification.RunNotifier;
import org.ops4j.pax.exam.junit.PaxExamParameterized;

/**
 * Runs the cases of {@link SpecificationIT} in the container, each under its own name. The runner of Pax Exam is made
 * when they are run: made for a listing, too, as JUnit does, it would run every case twice.
 */
public final class CaseRunner extends Runner {

    private final Class<?> type;
    /** By the method and number under which Pax Exam knows them. */
    private final Map<String, Description> cases = new LinkedHashMap<>();

    public CaseRunner(Class<?> type) {
        this.type = type;
        List<Object[]> all = SpecificationIT.cases();
        for (int number = 0; number < all.size(); number++) {
            cases.put(SpecificationIT.METHOD + "[" + number + "]",
                    Description.createTestDescription(type, String.valueOf(all.get(number)[0])));
        }
    }

    @Override
    public Description getDescription() {
        Description suite = Description.createSuiteDescription(type);
        cases.values().forEach(suite::addChild);
        return suite;
    }

    @Override
    public void run(RunNotifier notifier) {
        RunNotifier numbered = new RunNotifier();
        numbered.addListener(new RunListener() {
            @Override
            public void testStarted(Description test) {
                notifier.fireTestStarted(named(test));
            }

            @Override
            public void testFinished(Description test) {
                notifier.fireTestFinished(named(test));
            }

            @Override
            public void testFailure(Failure failure) {
                tell(failure, RunNotifier::fireTestFailure);
            }

            @Override
            public void testAssumptionFailure(Failure failure) {
                tell(failure, RunNotifier::fireTestAssumptionFailed);
            }

            private void tell(Failure failure, BiConsumer<RunNotifier, Failure> what) {
                what.accept(notifier, new Failure(named(failure.getDescription()), failure.getException()));
            }
        });
        try {
            new PaxExamParameterized(type).run(numbered);
        } catch (Exception e) {
            notifier.fireTestFailure(new Failure(getDescription(), e));
        }
    }

    private Description named(Description test) {
        return cases.getOrDefault(test.getMethodName(), getDescription());
    }
}
