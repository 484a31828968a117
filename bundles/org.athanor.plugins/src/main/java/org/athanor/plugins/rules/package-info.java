/**
 * What a plan must not break: requirements that resolve, versions of packages that importers permit, features and
 * conflicts between plugins, states that have a way over, kinds that are in use. Each rule says in words what it found.
 */
@NullMarked
package org.athanor.plugins.rules;

import org.jspecify.annotations.NullMarked;
