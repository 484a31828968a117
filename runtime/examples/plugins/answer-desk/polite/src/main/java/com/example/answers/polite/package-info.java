/** An answerer that asks others. */
package com.example.answers.polite;
