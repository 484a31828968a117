package org.athanor.itests.misbehaving;

import org.athanor.api.plugin.Result;
import org.athanor.api.state.AthanorMigrator;
import org.athanor.api.state.StateMigrator;
import org.athanor.api.state.StateSnapshot;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The way up: version 1 counted steps. Loses the count if that is the rule to be broken. */
@AthanorMigrator(schema = MisbehavingLogger.SCHEMA, from = 1, to = MisbehavingLogger.VERSION)
@Component(service = StateMigrator.class)
public final class UnitAdded implements StateMigrator {

    private final boolean loses;

    @Activate
    public UnitAdded(BundleContext context) {
        this.loses = context.getBundle().getHeaders().get("Misbehaviour").equals("migrator");
    }

    @Override
    public Result<StateSnapshot> migrate(StateSnapshot state) {
        String count = loses ? "0" : state.json().replaceAll("\\D", "");
        return Result.ok(new StateSnapshot(MisbehavingLogger.SCHEMA, MisbehavingLogger.VERSION,
                "{\"count\":" + count + ",\"unit\":\"steps\"}"));
    }
}
