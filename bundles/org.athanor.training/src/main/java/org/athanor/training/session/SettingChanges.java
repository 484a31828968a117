package org.athanor.training.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Result;

/**
 * Changes the live settings of a session: when its user asks for it, and, when the run goes on from a checkpoint, where
 * they were changed after that checkpoint. Used on the session's thread.
 */
final class SettingChanges {

    private final SessionState state;
    private final Announcer announcer;
    private final List<RecordedSetting> again;

    /** {@code again}: what is to be made again, in order. */
    SettingChanges(SessionState state, Announcer announcer, List<RecordedSetting> again) {
        this.state = state;
        this.announcer = announcer;
        this.again = new ArrayList<>(again);
    }

    /** Changes a setting after the steps that are completed. Returns its value before. */
    Result<String> set(String key, String value) {
        return change(key, value, Optional.empty(), "").map(before -> {
            again.removeIf(made -> made.key().equals(key));
            return before;
        });
    }

    /** Makes again what was changed after the steps that are completed. */
    void stepCompleted() {
        while (!again.isEmpty() && again.get(0).step() <= state.progress().step()) {
            RecordedSetting made = again.remove(0);
            change(made.key(), made.value(), Optional.of(RecordedSetting.AGAIN), ", as before the run was cut off")
                    .ifErr(problem -> announcer.announce(state.progress().step(), Level.WARNING, "warning",
                            "a setting is not made again: " + problem.message()));
        }
    }

    /** Notes a setting that was chosen when the run was resumed. */
    void overridden(String key, String before) {
        record(key, before, LiveSettings.value(state.progress().settings(), key),
                Optional.of(RecordedSetting.OVERRIDE));
    }

    private Result<String> change(String key, String value, Optional<String> mark, String remark) {
        return LiveSettings.change(state.progress(), key, value).map(change -> {
            state.advance(change.progress());
            record(key, change.before(), value, mark);
            long step = state.progress().step();
            announcer.announce(step, Level.INFO, "setting", key + " " + change.before() + " -> " + value
                    + " after step " + step + remark);
            return change.before();
        });
    }

    private void record(String key, String before, String value, Optional<String> mark) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", state.progress().step());
        line.put("key", key);
        line.put("from", before);
        line.put("to", value);
        mark.ifPresent(word -> line.put(word, true));
        announcer.record(RecordedSetting.LINE, line);
    }
}
