package org.athanor.api.plugin;

import org.osgi.framework.Bundle;

/**
 * Names a bundle in a way that means the same in every framework.
 *
 * @param symbolicName the symbolic name
 * @param version the version
 * @param sha256 the content hash of its jar; empty when it is not known
 */
public record BundleRef(String symbolicName, String version, String sha256) {

    /** Names an installed bundle, without its content hash. */
    public static BundleRef of(Bundle bundle) {
        return new BundleRef(bundle.getSymbolicName(), bundle.getVersion().toString(), "");
    }

    /** Returns whether this names {@code bundle}; a framework holds no two of one name and version. */
    public boolean names(Bundle bundle) {
        return symbolicName.equals(bundle.getSymbolicName()) && version.equals(bundle.getVersion().toString());
    }

    /** Returns whether both name a bundle of one name and version, and of one content as far as that is known. */
    public boolean sameAs(BundleRef other) {
        return symbolicName.equals(other.symbolicName) && version.equals(other.version)
                && (sha256.isEmpty() || other.sha256.isEmpty() || sha256.equals(other.sha256));
    }

    @Override
    public String toString() {
        return symbolicName + " " + version;
    }
}
