package org.athanor.plugins.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {

    @TempDir
    private Path folder;
    private Sources sources;

    @BeforeEach
    void setUp() {
        sources = Sources.of(Map.of("maven.repo.local", folder.resolve("repository").toString()));
    }

    @Test
    void readsFilesAndFileUrls() throws IOException {
        Path jar = Files.writeString(folder.resolve("a jar.jar"), "content");
        assertThat(sources.fetch(jar.toString()).unwrap().content()).asString().isEqualTo("content");
        Sources.Fetched byUrl = sources.fetch(jar.toUri().toString()).unwrap();
        assertThat(byUrl.content()).asString().isEqualTo("content");
        assertThat(byUrl.source()).isEqualTo(jar.toString());
    }

    @Test
    void readsTheLocalMavenRepository() throws IOException {
        Path version = Files.createDirectories(folder.resolve("repository/org/example/tok/1.0"));
        Files.writeString(version.resolve("tok-1.0.jar"), "content");
        Sources.Fetched fetched = sources.fetch("mvn:org.example/tok/1.0").unwrap();
        assertThat(fetched.content()).asString().isEqualTo("content");
        assertThat(fetched.source()).isEqualTo("mvn:org.example/tok/1.0");
    }

    @Test
    void findsTheRepositoryInTheHomeOfTheUser() {
        assertThat(Sources.of(Map.of("user.home", folder.toString())).mavenRepository())
                .isEqualTo(folder.resolve(".m2/repository"));
    }

    @Test
    void readsHttpUrls() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/a.jar", exchange -> {
            exchange.sendResponseHeaders(200, 7);
            exchange.getResponseBody().write("content".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try {
            String base = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                    + server.getAddress().getPort();
            assertThat(sources.fetch(base + "/a.jar").unwrap().content()).asString().isEqualTo("content");
            assertThat(problem(base + "/b.jar")).startsWith(base + "/b.jar: cannot be fetched");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void endsADownloadThatTakesTooLongAlthoughItNeverStops() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/endless.jar", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                for (;;) {
                    body.write(new byte[1024]);
                }
            }
        });
        server.start();
        try {
            String url = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                    + server.getAddress().getPort() + "/endless.jar";
            assertThat(new Sources(folder, Duration.ZERO).fetch(url).failure().orElseThrow().message())
                    .isEqualTo(url + ": has not arrived within 0 s; download it, and give the file");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysWhatIsWrongWithASource() {
        assertThat(problem("")).contains("no source is given");
        assertThat(problem(folder.resolve("none.jar").toString())).contains("there is no such file");
        assertThat(problem(folder.toString())).contains("is no file");
        assertThat(problem("mvn:org.example/tok")).contains("no Maven coordinates").contains("group/artifact/version");
        assertThat(problem("mvn:org.example/../1")).contains("is not in the local Maven repository");
        assertThat(problem("mvn:org.example/tok/2.0")).contains("is not in the local Maven repository")
                .contains("mvn install");
        assertThat(problem("file:relative%zz")).contains("neither a file nor a URL");
    }

    private String problem(String subject) {
        return sources.fetch(subject).failure().orElseThrow().message();
    }
}
