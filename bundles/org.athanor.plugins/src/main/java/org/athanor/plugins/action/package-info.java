/**
 * The actions of plans. Each is one class that says its words, does its work in a {@link
 * org.athanor.plugins.action.Transaction} and says how that is undone; whoever plans strings them together, and whoever
 * applies a plan knows none of them.
 */
@NullMarked
package org.athanor.plugins.action;

import org.jspecify.annotations.NullMarked;
