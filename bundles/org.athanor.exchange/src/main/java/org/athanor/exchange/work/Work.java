package org.athanor.exchange.work;

import java.util.List;
import java.util.Set;
import org.athanor.api.plugin.Result;
import org.athanor.exchange.config.Section;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of work: what a run file describes and {@code ./athanor run} starts. A service, whose class carries
 * {@link org.athanor.api.session.AthanorWork}. A run file belongs to the work that its key {@code work} names, or whose
 * sections it has.
 */
@ConsumerType
public interface Work {

    /** Returns the word for this kind of work in run files, reports and ledgers, as the annotation tells it. */
    String name();

    /** Returns the slots that its runs have, in order. */
    List<SlotDeclaration> slots();

    /** Returns the sections of a run file that the work itself reads; plugins have theirs beside. */
    Set<String> sections();

    /**
     * Reads its sections.
     *
     * @param root the whole run file
     * @return what is to be done, or a problem with place and key
     */
    Result<Job> read(Section root);
}
