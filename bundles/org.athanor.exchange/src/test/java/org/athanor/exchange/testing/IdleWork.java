package org.athanor.exchange.testing;

import java.util.Map;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.generation.Draft;
import org.athanor.exchange.generation.Generation;
import org.athanor.exchange.work.RunningWork;

/** Work that has nothing to do; what does something overrides it. */
public class IdleWork implements RunningWork {

    @Override
    public Object content(Draft draft) {
        return "nothing";
    }

    @Override
    public void begin(Generation first) {
        // There is nothing to begin.
    }

    @Override
    public Result<Ready> ready(Generation next) {
        return Result.ok(() -> { });
    }

    @Override
    public Mark mark() {
        return () -> { };
    }

    @Override
    public long step() {
        return 0;
    }

    @Override
    public long lastStep() {
        return 0;
    }

    @Override
    public boolean advance() throws InterruptedException {
        return false;
    }

    @Override
    public Map<String, Object> status() {
        return Map.of();
    }

    @Override
    public Map<String, Object> results() {
        return Map.of();
    }
}
