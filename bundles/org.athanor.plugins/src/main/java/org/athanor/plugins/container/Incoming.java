package org.athanor.plugins.container;

import java.util.Optional;
import org.athanor.api.plugin.Result;
import org.athanor.api.session.Session;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;

/**
 * A bundle that a plan brings into use.
 *
 * @param bundle the bundle
 * @param jar the jar that it was installed from, with its content and hash; empty when the bundle was there before
 * @param kept reads the jar of a bundle that was there before
 */
public record Incoming(Bundle bundle, Optional<PluginJar> jar, Session.Content kept) {

    /** Of a bundle that a session has used before: its run folder has the jar already. */
    static final Session.Content NO_CONTENT = () -> Result.ok(new byte[0]);

    /** Returns what reads the jar. */
    Session.Content content() {
        return jar.<Session.Content>map(known -> () -> Result.ok(known.content())).orElse(kept);
    }
}
