package org.athanor.dataset.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.athanor.api.data.DataSource;
import org.athanor.api.data.Dataset;
import org.athanor.api.data.Split;
import org.athanor.api.peer.Peer;
import org.athanor.api.peer.Peers;
import org.athanor.api.plugin.AthanorPlugin;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.dataset.mixture.MixtureDataset.Part;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Opens the data sources in other slots of the session as one. */
@AthanorPlugin(name = "mixture", kind = DataSource.class, configKey = "data")
@Component(name = "org.athanor.dataset.mixture", service = DataSource.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MixtureConfig.class, factory = true)
public final class MixtureDataSource implements DataSource {

    private final List<Peer<DataSource>> sources;
    private final double[] weights;

    @Activate
    public MixtureDataSource(MixtureConfig config, @Reference(name = "peers") Peers peers) {
        this(List.of(config.sources()), config.weights(), peers);
    }

    MixtureDataSource(List<String> slots, double[] weights, Peers peers) {
        if (slots.isEmpty() || new HashSet<>(slots).size() < slots.size()) {
            throw refused("the sources are " + slots, "data.sources", "name at least one slot, and each once");
        }
        if (weights.length != 0 && weights.length != slots.size()) {
            throw refused("there are " + weights.length + " weights for " + slots.size() + " sources", "data.weights",
                    "give one number for each source, or none for equal shares");
        }
        double[] given = weights.length > 0 ? weights.clone() : equal(slots.size());
        if (!Arrays.stream(given).allMatch(weight -> weight > 0 && Double.isFinite(weight))
                || Arrays.stream(Round.shares(given)).anyMatch(share -> share == 0)) {
            throw refused("the weights are " + Arrays.toString(given), "data.weights",
                    "give each source a number above 0, and at least a thousandth of their sum");
        }
        this.weights = given;
        this.sources = slots.stream().map(slot -> peers.of(DataSource.class, slot)).toList();
    }

    @Override
    public Result<Dataset> open(Split split) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            Peer<DataSource> source = sources.get(i);
            Result<Dataset> opened = source.call(data -> data.open(split));
            if (!opened.isOk()) {
                return opened;
            }
            Dataset records = opened.unwrap();
            if (records.size() > 0) {
                parts.add(new Part(source.slot(), weights[i], records));
            }
        }
        return Result.ok(new MixtureDataset(parts));
    }

    @Override
    public List<String> remarks() {
        return sources.stream().flatMap(source -> source.call(DataSource::remarks).stream()
                .map(remark -> source.slot() + ": " + remark)).toList();
    }

    private static double[] equal(int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        return weights;
    }

    private static ProblemException refused(String what, String where, String remedy) {
        return new ProblemException(Problem.of(Problem.Kind.CONFIGURATION, what, where, remedy));
    }
}
