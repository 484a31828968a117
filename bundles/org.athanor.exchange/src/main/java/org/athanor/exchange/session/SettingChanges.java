package org.athanor.exchange.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.athanor.api.metrics.RunEvent.Level;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.run.RecordedSetting;
import org.athanor.exchange.work.LiveSetting;
import org.athanor.exchange.work.RunningWork;

/**
 * Changes the live settings of a session: when its user asks for it, and, when the run goes on from a checkpoint, where
 * they were changed after that checkpoint. Used on the session's thread.
 */
public final class SettingChanges {

    private final RunningWork work;
    private final Announcer announcer;
    private final List<RecordedSetting> again;

    /** {@code again}: what is to be made again, in order. */
    public SettingChanges(RunningWork work, Announcer announcer, List<RecordedSetting> again) {
        this.work = work;
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
    public void stepCompleted() {
        while (!again.isEmpty() && again.get(0).step() <= work.step()) {
            RecordedSetting made = again.remove(0);
            change(made.key(), made.value(), Optional.of(RecordedSetting.AGAIN), ", as before the run was cut off")
                    .ifErr(problem -> announcer.announce(work.step(), Level.WARNING, "warning",
                            "a setting is not made again: " + problem.message()));
        }
    }

    /**
     * Changes the settings that are chosen when the run is resumed, before it goes on.
     *
     * @return the changed settings, with their values before
     */
    public static Map<String, String> override(RunningWork work, Map<String, String> overrides) {
        Map<String, String> before = new LinkedHashMap<>();
        work.settings().forEach(setting -> Optional.ofNullable(overrides.get(setting.key())).ifPresent(value ->
                before.put(setting.key(), setting.set(value).unwrap())));
        return before;
    }

    /** Notes a setting that was chosen when the run was resumed. */
    void overridden(String key, String before) {
        work.settings().stream().filter(setting -> setting.key().equals(key)).forEach(setting ->
                record(key, before, setting.value().get(), Optional.of(RecordedSetting.OVERRIDE)));
    }

    private Result<String> change(String key, String value, Optional<String> mark, String remark) {
        Optional<LiveSetting> setting = work.settings().stream().filter(each -> each.key().equals(key)).findFirst();
        if (setting.isEmpty()) {
            return Result.err(Problem.of(Kind.USAGE, "'" + key + "' cannot change while a session runs", "",
                    Nearest.hint(key, work.settings().stream().map(LiveSetting::key).toList())));
        }
        return setting.get().set(value).map(before -> {
            record(key, before, value, mark);
            long step = work.step();
            announcer.announce(step, Level.INFO, "setting", key + " " + before + " -> " + value
                    + " after step " + step + remark);
            return before;
        });
    }

    private void record(String key, String before, String value, Optional<String> mark) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", work.step());
        line.put("key", key);
        line.put("from", before);
        line.put("to", value);
        mark.ifPresent(word -> line.put(word, true));
        announcer.record(RecordedSetting.LINE, line);
    }
}
