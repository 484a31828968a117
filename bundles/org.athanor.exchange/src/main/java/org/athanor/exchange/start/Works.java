package org.athanor.exchange.start;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.config.Setting;
import org.athanor.exchange.work.Work;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** The kinds of work that the container knows. Thread-safe. */
final class Works implements AutoCloseable {

    private final ServiceTracker<Work, Work> tracker;

    Works(BundleContext context) {
        tracker = new ServiceTracker<>(context, Work.class, null);
        tracker.open();
    }

    /** Returns the kind of work that a run file is for; throws, with place and remedy, when that cannot be told. */
    Work of(Section root) {
        List<Work> known = new ArrayList<>(tracker.getTracked().values());
        known.sort(Comparator.comparing(Work::name));
        List<String> names = known.stream().map(Work::name).toList();
        Optional<Setting> named = root.setting(Selection.WORK);
        if (named.isPresent()) {
            String name = String.valueOf(named.get().value());
            return known.stream().filter(work -> work.name().equals(name)).findFirst().orElseThrow(() ->
                    new ProblemException(Problem.of(Kind.CONFIGURATION, "there is no kind of work named '" + name + "'",
                            named.get().where(), Nearest.hint(name, names))));
        }
        List<Work> meant = known.stream().filter(work -> work.sections().stream()
                .anyMatch(section -> root.setting(section).isPresent())).toList();
        if (meant.size() == 1 || known.size() == 1) {
            return meant.isEmpty() ? known.get(0) : meant.get(0);
        }
        throw new ProblemException(Problem.of(Kind.CONFIGURATION, known.isEmpty() ? "no kind of work is installed"
                : "the run file does not tell which kind of work it is for", root.where(), known.isEmpty() ? ""
                        : "write '" + Selection.WORK + ": " + String.join("' or '", names) + "'"));
    }

    @Override
    public void close() {
        tracker.close();
    }
}
