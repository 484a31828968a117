package org.athanor.plugins.deploy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.athanor.api.plugin.Problem;
import org.athanor.plugins.deploy.FolderState.Judged;
import org.athanor.plugins.deploy.Judgement.Change;
import org.athanor.plugins.deploy.Judgement.Installed;

/** Lets a container follow a folder, look by look. Used by one thread. */
final class Deployment {

    private final Folder folder;
    private final FolderState state;
    private final Target target;
    private final Consumer<String> told;
    private final Map<String, String> said = new HashMap<>();
    private final int patience;
    private Judged judged;
    private int waited;

    /** The container. */
    interface Target {
        /** Returns the versions of a bundle that are installed. */
        List<Installed> installed(String bundle);

        /** Makes a change, and tells what has come of it; returns whether it was made. */
        boolean make(Change change);
    }

    /**
     * Begins where the last process has left off.
     *
     * @param told hears what is wrong with files, and what is left out
     * @param patience for how many looks what is being changed in the folder is waited for, so that all of it is judged
     *     together
     */
    Deployment(Folder folder, FolderState state, Target target, Consumer<String> told, int patience) {
        this.folder = folder;
        this.state = state;
        this.target = target;
        this.told = told;
        this.patience = patience;
        this.judged = readState();
    }

    private Judged readState() {
        try {
            return state.read();
        } catch (IOException e) {
            told.accept(e.getMessage() + "; all that the folder holds counts as new");
            return Judged.NOTHING;
        }
    }

    /**
     * Looks at the folder and makes what has changed since the last look.
     *
     * @throws IOException when the folder cannot be read, or what was done cannot be noted
     */
    void look() throws IOException {
        Folder.Look look = folder.look(judged.jars().keySet());
        look.wrong().forEach((name, problem) -> say(name, problem));
        said.keySet().retainAll(look.wrong().keySet());
        waited = look.unfinished().isEmpty() ? 0 : waited + 1;
        if (waited > 0 && waited <= patience) {
            return;
        }
        Map<String, Seen> now = now(look);
        if (!now.equals(judged.jars())) {
            Map<String, String> brought = new TreeMap<>(judged.brought());
            Judgement judgement = Judgement.of(judged.jars().values(), now.values(), target::installed, brought);
            judgement.remarks().forEach(told);
            judgement.changes().forEach(change -> make(change, brought));
            judged = new Judged(now, brought);
            state.write(judged);
        }
    }

    /** Lets what did not come in be tried again at the next look: what spoke against it may have changed. */
    void tryRefusedAgain() {
        Map<String, Seen> jars = new TreeMap<>(judged.jars());
        jars.values().removeIf(jar -> judged.jars().values().stream().noneMatch(each ->
                each.bundle().equals(jar.bundle()) && each.sha256().equals(judged.brought().get(jar.bundle()))));
        judged = new Judged(jars, judged.brought());
    }

    private void make(Change change, Map<String, String> brought) {
        Seen jar = change.jar();
        if (change instanceof Change.Bring bring) {
            if (bring.done() || target.make(change)) {
                brought.put(jar.bundle(), jar.sha256());
            }
        } else if (target.make(change)) {
            brought.remove(jar.bundle());
        }
    }

    private static Map<String, Seen> spoil(Map<String, Seen> jars, Set<String> names) {
        names.forEach(name -> jars.computeIfPresent(name, (same, jar) -> jar.spoilt()));
        return jars;
    }

    private Map<String, Seen> now(Folder.Look look) {
        Map<String, Seen> now = new TreeMap<>(judged.jars());
        now.keySet().removeAll(look.gone());
        now.putAll(look.jars());
        return spoil(spoil(now, look.wrong().keySet()), look.unfinished());
    }

    private void say(String name, Problem problem) {
        if (!problem.message().equals(said.put(name, problem.message()))) {
            told.accept(problem.message());
        }
    }
}
