package org.athanor.log.jsonl;

import jakarta.json.spi.JsonProvider;
import java.util.TreeMap;
import org.athanor.api.metrics.Metric;

/** Prints metrics as JSON. */
final class MetricLine {

    private final JsonProvider json = JsonProvider.provider();

    /**
     * Returns {@code {"step":..,"name":..,"value":..,"tags":{..}}} with tags in name order and a line feed. A value
     * reads back as the same bits (a JSON writer would lose the sign of zero); NaN and the infinities, which JSON has
     * not, are strings.
     */
    String of(Metric metric) {
        StringBuilder line = new StringBuilder(96);
        line.append("{\"step\":").append(metric.step()).append(",\"name\":").append(quoted(metric.name()))
                .append(",\"value\":");
        boolean finite = Double.isFinite(metric.value());
        line.append(finite ? Double.toString(metric.value()) : quoted(Double.toString(metric.value())));
        line.append(",\"tags\":{");
        String separator = "";
        for (var tag : new TreeMap<>(metric.tags()).entrySet()) {
            line.append(separator).append(quoted(tag.getKey())).append(':').append(quoted(tag.getValue()));
            separator = ",";
        }
        return line.append("}}\n").toString();
    }

    private String quoted(String text) {
        return json.createValue(text).toString();
    }
}
