/**
 * What Athanor adds to LibTorch: process set-up, randomness as a function of names and numbers, initial values, the
 * default implementations of the named operations, functional gradients, operators that have no Java method, the
 * safetensors format, and the digest of a set of parameters. LibTorch's own tensor is the tensor type; memory that an
 * operation needs belongs to the caller's innermost {@link org.bytedeco.javacpp.PointerScope}.
 */
@Version("1.0.0")
@Export
@NullMarked
package org.athanor.torch;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
