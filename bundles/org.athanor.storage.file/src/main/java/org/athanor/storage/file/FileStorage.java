package org.athanor.storage.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.athanor.api.storage.Entry;
import org.athanor.api.storage.Part;
import org.athanor.api.storage.Storage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Entries as folders. Reading needs no lock; writing and deleting are done one after the other. The instances of two
 * versions may share a folder as long as only one of them writes at a time, which the barrier of an exchange ensures.
 */
@AthanorPlugin(name = "file", kind = Storage.class, configKey = "storage", defaultFor = "training:storage")
@Component(name = "org.athanor.storage.file", service = Storage.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FileStorageConfig.class, factory = true)
public final class FileStorage implements Storage {

    private final Path root;
    private final EntryFolders folders;
    private final Object writing = new Object();

    @Activate
    public FileStorage(FileStorageConfig config, SessionScope session) {
        this(config.path().isBlank() ? Path.of(session.directory())
                : Path.of(session.base()).resolve(config.path()).resolve(session.id()), new Disk());
    }

    FileStorage(Path root, Disk disk) {
        this.root = root.toAbsolutePath().normalize();
        this.folders = new EntryFolders(disk);
    }

    @Override
    public Result<Result.Done> write(String key, List<Part> parts) {
        return Storage.check(key, parts).flatMap(valid -> {
            try {
                synchronized (writing) {
                    Optional<Problem> obstacle = obstacle(key);
                    if (obstacle.isPresent()) {
                        return Result.err(obstacle.get());
                    }
                    folders.write(root.resolve(key), parts);
                }
                return Result.done();
            } catch (IOException | RuntimeException failure) {
                return failed("cannot write '" + key + "'",
                        "free space, or move the storage: plugin:use storage file path=FOLDER; what was stored "
                                + "before is intact", failure);
            }
        });
    }

    @Override
    public Result<Entry> open(String key) {
        return Storage.check(key).flatMap(valid -> {
            try {
                Optional<Problem> link = link(key);
                if (link.isPresent()) {
                    return Result.err(link.get());
                }
                FolderEntry entry = folders.open(root.resolve(key));
                if (entry.parts().isEmpty()) {
                    entry.close();
                    return absent(key);
                }
                return Result.ok(entry);
            } catch (NoSuchFileException gone) {
                return absent(key);
            } catch (IOException | RuntimeException failure) {
                return failed("cannot open '" + key + "'", "make it readable", failure);
            }
        });
    }

    @Override
    public Result<List<String>> list(String prefix) {
        return (prefix.isEmpty() ? Result.done() : Storage.check(prefix)).flatMap(valid -> {
            try {
                Optional<Problem> link = link(prefix);
                return link.isPresent() ? Result.err(link.get()) : Result.ok(keys(root.resolve(prefix)));
            } catch (IOException | RuntimeException failure) {
                return failed("cannot list '" + prefix + "'", "make the folder readable", failure);
            }
        });
    }

    @Override
    public Result<Result.Done> delete(String key) {
        return Storage.check(key).flatMap(valid -> {
            try {
                synchronized (writing) {
                    Optional<Problem> link = link(key);
                    if (link.isPresent()) {
                        return Result.err(link.get());
                    }
                    folders.delete(root.resolve(key));
                }
                return Result.done();
            } catch (IOException | RuntimeException failure) {
                return failed("cannot delete '" + key + "'", "make the folder writable", failure);
            }
        });
    }

    private List<String> keys(Path folder) throws IOException {
        return folders.list(folder).stream().map(entry -> root.relativize(entry).toString().replace('\\', '/'))
                .sorted().toList();
    }

    /** Why no entry can be at {@code key}: entries hold no entries, and links lead out of the folder. */
    private Optional<Problem> obstacle(String key) throws IOException {
        Optional<Problem> link = link(key);
        if (link.isPresent()) {
            return link;
        }
        for (Path above = EntryFolders.above(root.resolve(key)); !above.equals(root);
                above = EntryFolders.above(above)) {
            if (folders.isEntry(above)) {
                return Optional.of(Problem.of(Problem.Kind.USAGE, "'" + root.relativize(above)
                        + "' is an entry and cannot hold '" + key + "'", root.toString(), "use another key"));
            }
        }
        if (!folders.list(root.resolve(key)).isEmpty()) {
            return Optional.of(Problem.of(Problem.Kind.USAGE, "'" + key + "' holds entries and cannot be one",
                    root.toString(), "use another key"));
        }
        return Optional.empty();
    }

    private Optional<Problem> link(String key) {
        Path path = root;
        for (String segment : key.split("/", -1)) {
            path = path.resolve(segment);
            // The folder itself may be a link: it was set or made by whoever runs the session.
            if (!path.equals(root) && Files.isSymbolicLink(path)) {
                return Optional.of(Problem.of(Problem.Kind.REFUSED, "is a symbolic link, which is not followed",
                        path.toString(), "put the folder itself there"));
            }
        }
        return Optional.empty();
    }

    private <T> Result<T> absent(String key) {
        String remedy = list(key.contains("/") ? key.substring(0, key.lastIndexOf('/')) : "").toOptional()
                .filter(keys -> !keys.isEmpty()).map(keys -> "there is " + String.join(", ", keys)).orElse("");
        return Result.err(Problem.of(Problem.Kind.NOT_FOUND, "no entry '" + key + "'", root.toString(), remedy));
    }

    private <T> Result<T> failed(String what, String remedy, Exception failure) {
        String reason = failure instanceof FileSystemException details && details.getReason() != null
                ? details.getReason() : String.valueOf(failure.getMessage());
        return Result.err(new Problem(Problem.Kind.IO, what + ": " + reason, root.toString(), remedy,
                Optional.of(failure)));
    }
}
