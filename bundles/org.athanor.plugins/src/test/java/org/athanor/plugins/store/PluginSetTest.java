package org.athanor.plugins.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.athanor.api.lifecycle.ContentHash;
import org.athanor.plugins.store.SetEntry.Jar;
import org.athanor.plugins.store.SetEntry.Kept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class PluginSetTest {

    @TempDir
    private Path home;

    @Test
    void readsBackWhatItWrote() throws IOException {
        PluginSet set = new PluginSet(home.resolve("plugins/set.json"));
        SetEntry one = new SetEntry("a", Version.parseVersion("2.0.0"), Optional.of(new Jar("22", "b.jar")),
                List.of("tokenizer:a"), SetEntry.State.ACTIVE,
                List.of(new Kept(Version.parseVersion("1.0.0"), new Jar("11", "a.jar"))),
                List.of(new Kept(Version.parseVersion("1.5.0"), new Jar("15", "c.jar"))));
        SetEntry other = new SetEntry("b", Version.parseVersion("1.0.0"), Optional.empty(), List.of("logger:b"),
                SetEntry.State.REMOVED, List.of(), List.of());
        set.write(List.of(other, one));
        assertThat(set.read().unwrap().values()).containsExactly(one, other);
        assertThat(one.needed()).containsExactly("22", "11", "15");
        assertThat(home.resolve("plugins").toFile().list()).hasSize(1);
    }

    @Test
    void isEmptyWithoutAFileAndNamesADamagedOne() throws IOException {
        Path file = home.resolve("set.json");
        assertThat(new PluginSet(file).read().unwrap()).isEmpty();
        for (String damaged : List.of("", "{", "{}", "{\"bundles\":[{\"bundle\":\"a\"}]}",
                "{\"bundles\":[{\"bundle\":\"a\",\"version\":\"1\","
                        + "\"plugins\":[],\"before\":[],\"state\":\"odd\"}]}")) {
            Files.writeString(file, damaged);
            assertThat(new PluginSet(file).read().failure().orElseThrow().message()).contains("set.json");
        }
    }

    @Test
    void keepsJarsByTheirContentAndDoesNotTrustAChangedOne() throws IOException {
        JarStore store = new JarStore(home.resolve("plugins"));
        byte[] content = {1, 2, 3};
        String sha256 = ContentHash.of(content);
        assertThat(store.keep(sha256, content)).isTrue();
        assertThat(store.keep(sha256, content)).isFalse();
        assertThat(store.read(sha256)).contains(content);
        Files.write(home.resolve("plugins").resolve(sha256 + ".jar"), new byte[] {1, 2});
        assertThat(store.read(sha256)).isEmpty();
        assertThat(store.keep(sha256, content)).isTrue();
        store.remove(sha256);
        store.remove(sha256);
        assertThat(store.read(sha256)).isEmpty();
        assertThat(home.resolve("plugins")).isEmptyDirectory();
    }
}
