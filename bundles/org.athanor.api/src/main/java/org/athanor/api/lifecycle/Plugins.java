package org.athanor.api.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.SwapOutcome;
import org.athanor.api.session.SwapPolicy;
import org.osgi.annotation.versioning.ProviderType;

/** The plugins of a container; a service. Changes run one after the other, in the order in which they came. */
@ProviderType
public interface Plugins {

    /**
     * Plans without touching anything.
     *
     * @param request what to do, to one subject or to several together
     * @return the plan with its hash, or why there can be none
     */
    Result<Plan> plan(PlanRequest request);

    /** Plans an operation on one plugin or source, see {@link Subject#name()}. */
    default Result<Plan> plan(Operation operation, String subject) {
        return plan(operation, List.of(subject));
    }

    /** Plans one operation on several plugins or sources: all of them, or none. */
    default Result<Plan> plan(Operation operation, List<String> subjects) {
        return plan(PlanRequest.of(operation, subjects));
    }

    /** Applies exactly {@code plan}; refuses when the container has changed so that the plan would be another. */
    Result<Applied> apply(Plan plan, ApplyOptions options);

    /**
     * Plans and applies as one. Changes that are asked for at the same time follow each other; each is planned when its
     * turn has come, so that none makes the plan of another stale.
     *
     * @param request as for {@link #plan(PlanRequest)}
     * @param planned sees the plan before it is applied
     * @return what was done, or why there can be no plan
     */
    Result<Applied> change(PlanRequest request, ApplyOptions options, Consumer<Plan> planned);

    /** Plans and applies one operation on plugins or sources. */
    default Result<Applied> change(Operation operation, List<String> subjects, ApplyOptions options,
            Consumer<Plan> planned) {
        return change(PlanRequest.of(operation, subjects), options, planned);
    }

    /**
     * Decides whether this container takes a jar: each way in asks here, with the very bytes that are installed then.
     *
     * @param source where it comes from, for the user
     * @return done when the policy permits it; otherwise why not
     */
    Result<Result.Done> permit(byte[] jar, String source);

    /** Returns the installed plugins, by kind and name. */
    List<PluginInfo> list();

    /** Returns one plugin by id, name or symbolic name, or a problem that lists the nearest. */
    Result<PluginInfo> info(String plugin);

    /** Returns the newest {@code limit} lines of the container's ledger, oldest first. */
    List<Map<String, Object>> history(int limit);

    /** Checks the chain of the container's ledger; the problem names the first line that does not fit. */
    Result<Long> verifyHistory();

    /**
     * Returns the jar of an installed bundle, byte for byte as far as it is still to be had; otherwise a jar with the
     * same entries. Equal content gives equal bytes.
     *
     * @return the bytes, or a problem that names the bundle
     */
    Result<byte[]> content(long bundleId);

    /** Returns how many class loaders of removed versions are still reachable, after asking for collections. */
    int loadersAlive();

    /**
     * Returns how many class loaders of removed versions are still reachable at the end of a session, without holding
     * up another one: a collection holds up all threads, so none is asked for once another session works. Then loaders
     * count, too, that nothing holds and that no collection has come to yet.
     *
     * @param session the id of the session that ends
     */
    int loadersAlive(String session);

    /**
     * Finds what holds the class loaders of removed versions. Asks for up to ten full collections first, over about a
     * second; only when a loader stays reachable is the heap searched. For that every thread of the process, training
     * included, stands still while the live Java heap (tensors are not in it) is written to {@link Home#temporary()};
     * then a thread of its own reads the file, which is deleted. With 23 MiB of live heap, on one of two cores shared
     * with training: 0.13 s of standing still, 3.4 s of reading. Both grow with the heap.
     * Bundles that turn out to leak are under quarantine from then on.
     *
     * @return one leak per loader, oldest first; none when all were collected
     */
    List<Leak> leaks();

    /**
     * Returns the removed versions under quarantine: their class loader was still reachable when
     * {@link #loadersAlive()} or {@link #leaks()} asked. They cannot be installed again in this process.
     */
    List<PluginInfo> quarantined();

    /** What can be done with a plugin. */
    enum Operation {
        /** Adds a plugin that is not installed. */
        INSTALL,
        /** Brings another version of an installed plugin in, side by side. */
        UPGRADE,
        /** Goes back to the version before; or, by slot, to the plugin and the settings that the slot had before. */
        ROLLBACK,
        /** Takes a plugin out of use and keeps it installed. */
        STOP,
        /** Takes a stopped plugin into use again. */
        START,
        /** Removes a plugin. */
        UNINSTALL,
        /** Puts another plugin, or the same one with other settings, into a slot of a session. */
        USE,
        /** Brings an installed plugin into a session, in a slot of its own. */
        ADD,
        /** Takes a plugin out of one slot of a session. */
        REMOVE
    }

    /**
     * How to apply a plan.
     *
     * @param policy what a new version must prove
     * @param who for the ledger: {@code shell}, {@code deploy}, ...
     */
    record ApplyOptions(SwapPolicy policy, String who) {

        /** The standard policy. */
        public static ApplyOptions standard(String who) {
            return new ApplyOptions(SwapPolicy.standard(), who);
        }
    }

    /**
     * What applying a plan did.
     *
     * @param plan the plan
     * @param outcome how it ended over all sessions: the worst of theirs
     * @param message one line for a person
     */
    record Applied(Plan plan, SwapOutcome outcome, String message) {
    }
}
