/** An answerer with a list of facts. */
package com.example.answers.lookup;
