package org.athanor.plugins.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.Result;

/**
 * Verifies the signatures of a jar against keys that are trusted themselves. Neither chains of certificates nor their
 * dates count: a key is trusted as long as it is in the store.
 *
 * @param store where the keys come from, for messages
 * @param trusted the keys
 */
record Signatures(Path store, Set<PublicKey> trusted) {

    /** Reads the keys of a trust store. */
    static Result<Signatures> of(Path file, String password) {
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password.toCharArray());
            Set<PublicKey> keys = new HashSet<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate certificate = store.getCertificate(alias);
                if (certificate != null) {
                    keys.add(certificate.getPublicKey());
                }
            }
            return Result.ok(new Signatures(file, Set.copyOf(keys)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return Result.err(new Problem(Kind.CONFIGURATION, "the trust store cannot be read: " + e.getMessage(),
                    file.toString(), "make it with keytool -importcert, and give its 'password' unless it is "
                            + "changeit", Optional.of(e)));
        }
    }

    /** Checks that every entry is signed by a trusted key; the problem names the first that is not. */
    Result<Result.Done> verify(byte[] content, String source) {
        try {
            Path file = Files.createTempFile("athanor", ".jar");
            try {
                Files.write(file, content);
                try (JarFile jar = new JarFile(file.toFile(), true)) {
                    Set<String> names = new HashSet<>();
                    for (JarEntry entry : Collections.list(jar.entries())) {
                        Optional<String> wrong = names.add(entry.getName()) ? wrong(jar, entry)
                                : Optional.of("is there twice");
                        if (wrong.isPresent()) {
                            return Result.err(Problem.of(Kind.REFUSED, "the entry " + entry.getName() + " "
                                    + wrong.get(), source, "sign the jar with a key of " + store));
                        }
                    }
                    return Result.done();
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return Result.err(Problem.failed("its signatures cannot be verified", e).at(source));
        }
    }

    private Optional<String> wrong(JarFile jar, JarEntry entry) throws IOException {
        // The signers of an entry are known once it has been read to its end.
        try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SecurityException e) {
            return Optional.of("was changed after it was signed");
        }
        if (isSignature(entry.getName()) || (entry.isDirectory() && entry.getSize() == 0)) {
            return Optional.empty();
        }
        CodeSigner[] signers = entry.getCodeSigners();
        if (signers == null) {
            return Optional.of("is not signed");
        }
        for (CodeSigner signer : signers) {
            if (trusted.contains(signer.getSignerCertPath().getCertificates().get(0).getPublicKey())) {
                return Optional.empty();
            }
        }
        return Optional.of("is signed, but by no key that is trusted");
    }

    /** The files that make up the signature cannot be signed themselves. */
    private static boolean isSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals(JarFile.MANIFEST_NAME) || upper.matches("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]*)");
    }
}
