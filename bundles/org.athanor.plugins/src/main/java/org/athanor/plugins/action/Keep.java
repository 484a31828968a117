package org.athanor.plugins.action;

import java.io.IOException;
import org.athanor.plugins.inspect.PluginJar;

/**
 * Keeps the new jar by its hash.
 *
 * @param jar the jar that comes in
 */
public record Keep(PluginJar jar) implements Action {

    @Override
    public String word() {
        return "keep";
    }

    @Override
    public String bundle() {
        return jar.symbolicName();
    }

    @Override
    public String words() {
        return "keep the new jar by its hash";
    }

    @Override
    public boolean keptForCalls() {
        return true;
    }

    @Override
    public Undo run(Transaction transaction) throws IOException {
        return transaction.disk().keep(jar.sha256(), jar.content());
    }
}
