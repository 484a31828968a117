package org.athanor.exchange.peer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.athanor.api.plugin.Crossing;
import org.athanor.api.plugin.Nearest;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;

/**
 * What one plugin asks of its session: the plugin in another slot.
 *
 * @param kind the service interface of its kind
 * @param slot the name of the slot; empty for the only slot of that kind
 * @param needed whether the plugin cannot do without
 */
record Edge(Class<?> kind, Optional<String> slot, boolean needed) {

    /** Returns what it leads to, of all that {@code asker} may find; empty when there is none, or not one alone. */
    Optional<Member> target(Member asker, List<Member> members) {
        List<Member> found = members.stream().filter(member -> slot.map(member.slot()::equals)
                .orElseGet(() -> member.is(kind) && !member.slot().equals(asker.slot()))).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Returns why {@code asker} cannot have it; empty when it can. */
    Optional<Problem> broken(Member asker, List<Member> members) {
        List<Member> others = members.stream().filter(member -> member.is(kind)
                && !member.slot().equals(asker.slot())).toList();
        Optional<Member> target = target(asker, members);
        if (target.isEmpty()) {
            return needed ? Optional.of(missing(asker, others)) : Optional.empty();
        }
        if (!target.get().is(kind)) {
            return Optional.of(refused(asker.words() + " needs a plugin of " + kind.getSimpleName() + " in slot '"
                    + target.get().slot() + "', where " + target.get().plugin() + " is", slots(others)));
        }
        return target.get().kind().crossing() != Crossing.FED ? Optional.empty()
                : Optional.of(refused(asker.words() + " uses " + target.get().words()
                        + ", which is told what happens and cannot be called", "leave one of them out"));
    }

    private Problem missing(Member asker, List<Member> others) {
        if (slot.isPresent()) {
            return refused(asker.words() + " needs a plugin of " + kind.getSimpleName() + " in slot '" + slot.get()
                    + "', which is empty", others.isEmpty() ? slots(others)
                            : Nearest.hint(slot.get(), others.stream().map(Member::slot).toList()));
        }
        return others.isEmpty() ? refused(asker.words() + " needs a plugin of " + kind.getSimpleName()
                + ", and the session has none", slots(others))
                : refused(asker.words() + " uses the only plugin of " + kind.getSimpleName() + ", and there are "
                        + others.stream().map(Member::words).collect(Collectors.joining(" and ")),
                        "leave one of them out");
    }

    private static String slots(List<Member> others) {
        return others.isEmpty() ? "let one take part, or leave out what needs it"
                : "of that kind are " + others.stream().map(Member::slot).collect(Collectors.joining(", "));
    }

    private static Problem refused(String what, String remedy) {
        return Problem.of(Kind.REFUSED, what, "", remedy);
    }
}
