package org.athanor.exchange.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.Migration;
import org.athanor.api.state.StateMigrator;
import org.athanor.api.state.StateSnapshot;
import org.junit.jupiter.api.Test;

class MigratorsTest {

    private static final Migration EDGE = new Migration("counter", 1, 2);
    private static final StateSnapshot OLD = new StateSnapshot("counter", 1, "{\"steps\":7,\"name\":\"a\"}");

    private record Rewriting(UnaryOperator<String> json, int version, Map<String, String> renames, Set<String> drops)
            implements StateMigrator {
        @Override
        public Result<StateSnapshot> migrate(StateSnapshot state) {
            return Result.ok(new StateSnapshot("counter", version, json.apply(state.json())));
        }
    }

    private static String outcome(StateMigrator migrator) {
        return Migrators.step(OLD, EDGE, migrator).map(StateSnapshot::json).orElse(problem -> problem.message());
    }

    @Test
    void aRenamedFieldAndADroppedOneAreNotLost() {
        assertThat(outcome(new Rewriting(json -> "{\"count\":7}", 2, Map.of("steps", "count"), Set.of("name"))))
                .isEqualTo("{\"count\":7}");
    }

    @Test
    void aLostFieldIsNamed() {
        assertThat(outcome(new Rewriting(json -> "{\"steps\":7}", 2, Map.of(), Set.of())))
                .isEqualTo("migration of counter from 1 to 2: the migrator loses the field 'name';"
                        + " name it in drops() if that is meant");
    }

    @Test
    void aMigratorThatThrowsOrAnswersSomethingElseIsNamed() {
        assertThat(outcome(new Rewriting(json -> {
            throw new IllegalStateException("no");
        }, 2, Map.of(), Set.of()))).contains("the migrator failed").contains("no");
        assertThat(outcome(new Rewriting(json -> json, 3, Map.of(), Set.of()))).contains("answered counter version 3");
        assertThat(outcome(new Rewriting(json -> "nonsense", 2, Map.of(), Set.of()))).contains("no JSON object");
    }
}
