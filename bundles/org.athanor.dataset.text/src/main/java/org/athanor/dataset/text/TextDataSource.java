package org.athanor.dataset.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.SessionScope;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Opens text files as records; see {@link TextConfig} for what can be configured. All calls of {@link #open} give the
 * same records: once other files are found than by the first call, there are none.
 */
@AthanorPlugin(name = "text", kind = DataSource.class, configKey = "data", defaultFor = "training:data")
@Component(name = "org.athanor.dataset.text", service = DataSource.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TextConfig.class, factory = true)
public final class TextDataSource implements DataSource {

    private final FileFinder files;
    private final double split;
    private final int recordBytes;
    private Optional<FileList> first = Optional.empty();

    @Activate
    public TextDataSource(TextConfig config, SessionScope session) {
        this(Path.of(session.base()), config.path(), List.of(config.extensions()), config.split(),
                config.record__bytes());
    }

    TextDataSource(Path base, String path, List<String> extensions, double split, int recordBytes) {
        if (!(split > 0 && split <= 1)) {
            throw refused("split is " + split, "data.split", "use a number above 0 and up to 1");
        }
        if (recordBytes < 64 || recordBytes > 4 << 20) {
            throw refused("record_bytes is " + recordBytes, "data.record_bytes", "use 64 to 4194304");
        }
        this.files = new FileFinder(base, path, normalised(extensions));
        this.split = split;
        this.recordBytes = recordBytes;
    }

    @Override
    public Result<Dataset> open(Split part) {
        return files.find()
                .flatMap(this::asBefore)
                .flatMap(found -> Segment.split(found.files(), split, recordBytes))
                .flatMap(parts -> {
                    List<Segment> segments = part == Split.TRAINING ? parts.training() : parts.evaluation();
                    if (part == Split.TRAINING && segments.isEmpty()) {
                        return Result.err(Problem.of(Problem.Kind.CONFIGURATION, "too little text to train on",
                                files.toString(), "add text or set data.split nearer to 1"));
                    }
                    return Result.ok(new TextDataset(segments, recordBytes));
                });
    }

    @Override
    public synchronized List<String> remarks() {
        return first.map(FileList::remarks).orElse(List.of());
    }

    private synchronized Result<FileList> asBefore(FileList found) {
        if (first.isEmpty()) {
            first = Optional.of(found);
        }
        return first.get().same(found);
    }

    private static Set<String> normalised(List<String> extensions) {
        return extensions.stream().flatMap(extension -> Stream.of(extension.split(",")))
                .map(extension -> extension.strip().replaceFirst("^\\*?\\.", "").toLowerCase(Locale.ROOT))
                .filter(extension -> !extension.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    private static ProblemException refused(String what, String where, String remedy) {
        return new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, what, where, remedy));
    }
}
