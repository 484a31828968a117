package org.athanor.plugins.container;

import java.util.Optional;
import org.athanor.plugins.inspect.PluginJar;
import org.osgi.framework.Bundle;

/**
 * A bundle that a plan brings into use.
 *
 * @param bundle the bundle
 * @param jar the jar that it was installed from, with its content and hash; empty when the bundle was there before
 */
public record Incoming(Bundle bundle, Optional<PluginJar> jar) {
}
