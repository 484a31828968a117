/** A kind of plugin: who answers questions. */
@Version("1.0.0")
@Export
package com.example.answers;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
