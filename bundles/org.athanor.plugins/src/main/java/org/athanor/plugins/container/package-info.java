/**
 * The container that plans are made about and carried out in: its plugin bundles, what its sessions have bound, what
 * was taken from them, and what could not be taken away yet.
 */
@NullMarked
package org.athanor.plugins.container;

import org.jspecify.annotations.NullMarked;
