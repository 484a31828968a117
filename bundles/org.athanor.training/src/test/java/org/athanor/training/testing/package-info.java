/** A small model and a storage that the tests of the coordinator share. */
package org.athanor.training.testing;
