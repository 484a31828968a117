package org.athanor.itests.misbehaving;

import java.util.Set;
import org.athanor.api.plugin.Result;
import org.athanor.api.state.AthanorMigrator;
import org.athanor.api.state.StateMigrator;
import org.athanor.api.state.StateSnapshot;
import org.osgi.service.component.annotations.Component;

/** The way down. */
@AthanorMigrator(schema = MisbehavingLogger.SCHEMA, from = MisbehavingLogger.VERSION, to = 1)
@Component(service = StateMigrator.class)
public final class UnitRemoved implements StateMigrator {

    @Override
    public Result<StateSnapshot> migrate(StateSnapshot state) {
        return Result.ok(new StateSnapshot(MisbehavingLogger.SCHEMA, 1,
                "{\"count\":" + state.json().replaceAll("\\D", "") + "}"));
    }

    @Override
    public Set<String> drops() {
        return Set.of("unit");
    }
}
