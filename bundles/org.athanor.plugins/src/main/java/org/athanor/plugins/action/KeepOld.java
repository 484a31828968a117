package org.athanor.plugins.action;

import java.io.IOException;
import java.util.List;
import org.athanor.plugins.container.InstalledPlugin;
import org.athanor.plugins.store.BundleContent;
import org.athanor.plugins.store.SetEntry;

/**
 * Keeps the jar of the version that goes, so that it can come back.
 *
 * @param old the version that goes
 * @param before the versions to go back to afterwards, the newest last
 */
public record KeepOld(InstalledPlugin old, List<SetEntry.Kept> before) implements Action {

    public KeepOld {
        before = List.copyOf(before);
    }

    @Override
    public String word() {
        return "keep_old";
    }

    @Override
    public String bundle() {
        return old.symbolicName();
    }

    @Override
    public String words() {
        return "keep the jar of " + old + " for the way back";
    }

    @Override
    public Undo run(Transaction transaction) throws IOException {
        if (before.stream().noneMatch(each -> each.version().equals(old.version()))) {
            return Undo.NOTHING;
        }
        String sha256 = before.get(before.size() - 1).jar().sha256();
        return transaction.disk().store().read(sha256).isPresent() ? Undo.NOTHING
                : transaction.disk().keep(sha256, BundleContent.read(old.bundle()));
    }
}
