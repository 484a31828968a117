package org.athanor.plugins.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.athanor.api.plugin.PluginDescriptor;
import org.athanor.plugins.container.Container;
import org.athanor.plugins.container.Rebinding;

/** The rules between the plugins of one session: what one requires another must provide, and what conflicts. */
public final class Features {

    private Features() {
    }

    /** Returns, in words, every rule that holds in {@code before} or was not there but is broken in {@code after}. */
    public static List<String> broken(List<PluginDescriptor> before, List<PluginDescriptor> after) {
        Set<String> broken = new LinkedHashSet<>(PluginDescriptor.violations(after));
        // A session that was started against a rule must still be able to exchange its other plugins.
        broken.removeAll(PluginDescriptor.violations(before));
        return List.copyOf(broken);
    }

    /** Returns, in words, every rule that sessions would break which they do not break now. */
    public static List<String> broken(Container container, List<Rebinding> rebindings) {
        return rebindings.stream().flatMap(each -> broken(container.descriptors(each.session()),
                after(container, each)).stream().map(reason -> reason + " in session " + each.session().id()))
                .toList();
    }

    /** Returns what takes part in a session afterwards. */
    public static List<PluginDescriptor> after(Container container, Rebinding rebinding) {
        List<String> rebound = rebinding.slots().stream().map(Rebinding.Slot::name).toList();
        return Stream.concat(rebinding.session().bindings().stream()
                .filter(binding -> !rebound.contains(binding.slot()))
                .flatMap(binding -> container.installed().descriptor(binding.bundle(), binding.id()).stream()),
                rebinding.slots().stream().flatMap(slot -> slot.to().stream())).toList();
    }

    /** Returns what a plugin brings along and asks for, in words. */
    public static List<String> words(PluginDescriptor plugin) {
        List<String> lines = new ArrayList<>();
        lines.add(plugin.name() + " provides " + String.join(", ", plugin.provides()));
        plugin.requires().forEach(feature -> lines.add(plugin.name() + " requires " + feature));
        plugin.conflicts().forEach(feature -> lines.add(plugin.name() + " conflicts with " + feature));
        return lines;
    }

    /** Returns, in words, how the rules of a plugin are met by the plugins of a session. */
    public static List<String> met(PluginDescriptor plugin, List<PluginDescriptor> together) {
        List<String> lines = new ArrayList<>();
        plugin.requires().forEach(feature -> together.stream().filter(each -> each.provides().contains(feature))
                .findFirst().ifPresent(each -> lines.add(feature + ", which " + plugin.name()
                        + " requires, is provided by " + each.name() + " " + each.version())));
        plugin.conflicts().stream().filter(feature -> together.stream()
                        .noneMatch(each -> !each.equals(plugin) && each.provides().contains(feature)))
                .forEach(feature -> lines.add(feature + ", with which " + plugin.name()
                        + " conflicts, is provided by no plugin"));
        return lines;
    }
}
