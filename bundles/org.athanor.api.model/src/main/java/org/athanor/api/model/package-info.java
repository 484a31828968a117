/**
 * The functional model: an architecture is code over named parameters that the session owns. It reaches weights only
 * through the named operations of its {@link org.athanor.api.model.Scope}; patches intercept those operations.
 * The tensor type is LibTorch's own, {@code org.bytedeco.pytorch.Tensor}.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.api.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
