package org.athanor.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class NewVersionsTest {

    @Test
    void theVersionAfterHasTheNextLastNumber() {
        assertThat(NewVersions.after(new Version("1.2.3.beta"))).isEqualTo(new Version("1.2.4"))
                .isGreaterThan(new Version("1.2.3.beta"));
    }
}
