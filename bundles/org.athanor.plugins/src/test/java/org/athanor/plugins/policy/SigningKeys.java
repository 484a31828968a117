package org.athanor.plugins.policy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Keys that are made when a test runs, with the tools of the JDK.
 *
 * @param folder holds the key store and the trust store
 */
record SigningKeys(Path folder) {

    private static final String PASSWORD = "changeit";

    static SigningKeys in(Path folder) throws IOException, InterruptedException {
        SigningKeys keys = new SigningKeys(folder);
        for (String alias : List.of("trusted", "stranger")) {
            keys.tool("keytool", "-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias,
                    "-keystore", keys.store().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD);
        }
        Path certificate = folder.resolve("trusted.cer");
        keys.tool("keytool", "-exportcert", "-alias", "trusted", "-keystore", keys.store().toString(), "-storepass",
                PASSWORD, "-file", certificate.toString());
        keys.tool("keytool", "-importcert", "-noprompt", "-alias", "trusted", "-keystore",
                keys.trust().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD, "-file",
                certificate.toString());
        return keys;
    }

    Path trust() {
        return folder.resolve("trust.p12");
    }

    private Path store() {
        return folder.resolve("keys.p12");
    }

    /** Signs a jar in place. */
    Path sign(Path jar, String alias) throws IOException, InterruptedException {
        tool("jarsigner", "-keystore", store().toString(), "-storepass", PASSWORD, jar.toString(), alias);
        return jar;
    }

    /** Changes the content of entries, or adds them at the end. */
    static Path tamper(Path jar, Map<String, String> changes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(jar)));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            List<String> names = new ArrayList<>();
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                out.putNextEntry(new ZipEntry(entry.getName()));
                String changed = changes.get(entry.getName());
                out.write(changed != null ? changed.getBytes(StandardCharsets.UTF_8) : in.readAllBytes());
            }
            for (Map.Entry<String, String> added : changes.entrySet()) {
                if (!names.contains(added.getKey())) {
                    out.putNextEntry(new ZipEntry(added.getKey()));
                    out.write(added.getValue().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return Files.write(jar, bytes.toByteArray());
    }

    private void tool(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", name)
                .toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(name + ": " + said);
        }
    }
}
