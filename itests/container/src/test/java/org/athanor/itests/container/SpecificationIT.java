package org.athanor.itests.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.athanor.api.lifecycle.Plugins.Operation;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized.Parameters;

/** Every operation, on a plugin of every kind, in every situation of the session that uses it. */
@RunWith(CaseRunner.class)
public class SpecificationIT extends ContainerTest {

    static final String METHOD = "anOperationDoesWhatIsSpecified";

    private static Optional<Stage> stage = Optional.empty();

    private final Case tried;

    public SpecificationIT(Case tried) {
        this.tried = tried;
    }

    /**
     * Nothing of this is listed: a new kind, operation or state of a session is tried from its first day. Each operation
     * meets each kind in one of the situations, and each situation with its share of both.
     */
    @Parameters
    public static List<Object[]> cases() {
        List<Object[]> cases = new ArrayList<>();
        List<Situation> situations = List.copyOf(Situation.all());
        int next = 0;
        for (String kind : DeclaredKinds.words()) {
            for (Operation operation : Operation.values()) {
                cases.add(new Object[] {new Case(situations.get(next % situations.size()), kind, operation)});
                next++;
            }
        }
        return cases;
    }

    @Test
    public void anOperationDoesWhatIsSpecified() throws Exception {
        Stage used = stage.orElseGet(() -> new Stage(this));
        stage = Optional.empty();
        try {
            used.perform(tried);
            stage = Optional.of(used);
        } finally {
            if (stage.isEmpty()) {
                // The next case begins with a session of its own.
                used.abandon();
            }
        }
    }
}
