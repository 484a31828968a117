/** A logger that says when a model is better than ever: an example of a plugin with state of its own. */
package com.example.bestloss;
