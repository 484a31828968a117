/**
 * For the tests of plugins that compute with a model: a scope over a map of parameters, with a chain of patches but
 * without a session. Not part of any product.
 */
@NullMarked
package org.athanor.torch.testing;

import org.jspecify.annotations.NullMarked;
