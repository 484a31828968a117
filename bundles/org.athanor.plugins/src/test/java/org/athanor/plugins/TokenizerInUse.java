package org.athanor.plugins;

import java.nio.file.Path;
import org.athanor.plugins.TestSessions.TestSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Tests with a container in which the session {@code s1} uses version 1.0.0 of the tokenizer {@code tok}. */
public abstract class TokenizerInUse {

    @TempDir
    protected Path jars;
    @TempDir
    protected Path home;
    protected TestContainer container;
    protected TestSession session;
    protected Bundle old;

    @BeforeEach
    protected void startContainer() throws Exception {
        container = new TestContainer(home);
        prepare();
        old = container.distribution(TestJar.tokenizer("org.example.tok", "1.0.0", "tok").in(jars, "tok-1.jar"));
        container.manage();
        session = container.sessions.add("s1").uses("tokenizer", "tok", old);
    }

    /** Called before the plugin manager starts. */
    protected void prepare() {
    }

    @AfterEach
    void stopContainer() throws BundleException {
        container.close();
    }
}
