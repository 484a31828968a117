package org.athanor.plugins.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;

/**
 * Fetches jars.
 *
 * @param mavenRepository the local Maven repository
 * @param limit how long a download may take
 */
public record Sources(Path mavenRepository, Duration limit) {

    private static final String MAVEN = "mvn:";
    private static final int MOST_BYTES = 256 << 20;
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(20).toMillis();
    private static final int CHUNK = 1 << 16;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /**
     * A fetched jar.
     *
     * @param source an unambiguous name of where it came from; fetching it again asks for the same jar
     * @param content its bytes
     */
    public record Fetched(String source, byte[] content) {
    }

    /** Takes the local repository from the properties {@code maven.repo.local} and {@code user.home}. */
    public static Sources of(Map<?, ?> properties) {
        Object configured = properties.get("maven.repo.local");
        return new Sources(configured == null
                ? Path.of(String.valueOf(properties.get("user.home")), ".m2", "repository")
                : Path.of(configured.toString()), LIMIT);
    }

    /**
     * Fetches a jar.
     *
     * @param subject a file, a {@code file:}, {@code http:} or {@code https:} URL, or
     *     {@code mvn:group/artifact/version}
     * @return the jar, or why it could not be had
     */
    public Result<Fetched> fetch(String subject) {
        if (subject.isBlank()) {
            return Result.err(Problem.of(Kind.USAGE, "no source is given", "",
                    "give a file, a URL or mvn:group/artifact/version"));
        }
        if (subject.startsWith(MAVEN)) {
            return maven(subject);
        }
        if (subject.matches("https?:.*")) {
            return url(subject);
        }
        try {
            return file(subject.startsWith("file:") ? Path.of(new URI(subject)) : Path.of(subject), subject);
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Result.err(Problem.of(Kind.USAGE, "is neither a file nor a URL", subject,
                    "give a file, a URL or mvn:group/artifact/version"));
        }
    }

    private Result<Fetched> maven(String subject) {
        List<String> parts = List.of(subject.substring(MAVEN.length()).split("/", -1));
        if (parts.size() != 3 || parts.stream().anyMatch(part -> !part.matches("[\\w.-]+"))) {
            return Result.err(Problem.of(Kind.USAGE, "are no Maven coordinates", subject,
                    "write mvn:group/artifact/version"));
        }
        Path artifact = mavenRepository.resolve(parts.get(0).replace('.', '/')).resolve(parts.get(1));
        Path jar = artifact.resolve(parts.get(2)).resolve(parts.get(1) + "-" + parts.get(2) + ".jar");
        if (!Files.isRegularFile(jar)) {
            return Result.err(Problem.of(Kind.NOT_FOUND, "is not in the local Maven repository " + mavenRepository,
                    subject, "run 'mvn install' in the plugin's project; nothing is downloaded"));
        }
        return file(jar, subject).map(fetched -> new Fetched(subject, fetched.content()));
    }

    private Result<Fetched> url(String subject) {
        long start = System.nanoTime();
        try {
            URLConnection connection = new URI(subject).toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try (InputStream in = connection.getInputStream()) {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                byte[] chunk = new byte[CHUNK];
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    content.write(chunk, 0, length);
                    if (content.size() > MOST_BYTES) {
                        return tooLarge(subject);
                    }
                    if (System.nanoTime() - start > limit.toNanos()) {
                        return Result.err(Problem.of(Kind.IO, "has not arrived within " + limit.toSeconds() + " s",
                                subject, "download it, and give the file"));
                    }
                }
                return Result.ok(new Fetched(subject, content.toByteArray()));
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            return Result.err(Problem.failed("cannot be fetched", e).at(subject));
        }
    }

    private static Result<Fetched> file(Path path, String subject) {
        try {
            Path file = path.toAbsolutePath().normalize();
            if (!Files.exists(file)) {
                return Result.err(Problem.of(Kind.NOT_FOUND, "there is no such file", file.toString(), ""));
            }
            if (!Files.isRegularFile(file)) {
                return Result.err(Problem.of(Kind.USAGE, "is no file", file.toString(), "give a jar"));
            }
            return Files.size(file) > MOST_BYTES ? tooLarge(subject)
                    : Result.ok(new Fetched(file.toString(), Files.readAllBytes(file)));
        } catch (IOException | InvalidPathException e) {
            return Result.err(Problem.failed("cannot be read", e).at(subject));
        }
    }

    private static Result<Fetched> tooLarge(String subject) {
        return Result.err(Problem.of(Kind.REFUSED, "is larger than " + (MOST_BYTES >> 20) + " MiB", subject, ""));
    }
}
