/**
 * Planning: what a change of the plugins would do, decided without touching anything. A plan is refused here with the
 * reason in words; what passes becomes a {@link org.athanor.plugins.plan.Blueprint}, which is then applied as it is.
 */
@NullMarked
package org.athanor.plugins.plan;

import org.jspecify.annotations.NullMarked;
