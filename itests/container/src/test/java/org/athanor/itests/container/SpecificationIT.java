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

    private static final boolean ALL = System.getProperty("athanor.specification").equals("all");

    static final String METHOD = "anOperationDoesWhatIsSpecified";

    private static Optional<Stage> stage = Optional.empty();

    private final Case tried;

    public SpecificationIT(Case tried) {
        this.tried = tried;
    }

    /**
     * Nothing of this is listed: a new kind, operation or situation is tried from its first day. All three of them
     * are crossed where all is asked for; otherwise every two of them meet at least once.
     */
    @Parameters
    public static List<Object[]> cases() {
        List<Object[]> cases = new ArrayList<>();
        List<Situation> situations = Situation.all();
        List<String> kinds = DeclaredKinds.words();
        List<Operation> operations = List.of(Operation.values());
        for (int situation = 0; situation < situations.size(); situation++) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                for (int operation = 0; operation < operations.size(); operation++) {
                    if (ALL || (kind + operation) % situations.size() == situation) {
                        cases.add(new Object[] {new Case(situations.get(situation), kinds.get(kind),
                            operations.get(operation))});
                    }
                }
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
