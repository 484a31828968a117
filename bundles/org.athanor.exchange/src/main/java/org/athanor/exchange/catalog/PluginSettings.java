package org.athanor.exchange.catalog;

import java.util.Arrays;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.athanor.api.plugin.Problem;
import org.athanor.api.plugin.Problem.Kind;
import org.athanor.api.plugin.ProblemException;
import org.athanor.api.plugin.Result;
import org.athanor.api.plugin.Nearest;
import org.athanor.exchange.config.Section;
import org.athanor.exchange.config.Setting;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Turns a section of a run file into a typed configuration, checked against the plugin's Metatype description. */
public final class PluginSettings {

    private static final Map<Integer, Function<Object, Object>> CONVERSIONS = Map.of(
            AttributeDefinition.STRING, PluginSettings::text,
            AttributeDefinition.BOOLEAN, Boolean.class::cast,
            AttributeDefinition.INTEGER, value -> Math.toIntExact(whole(value)),
            AttributeDefinition.LONG, PluginSettings::whole,
            AttributeDefinition.DOUBLE, value -> ((Number) value).doubleValue(),
            AttributeDefinition.FLOAT, value -> ((Number) value).floatValue());

    private static final Map<Integer, String> WORDS = Map.of(
            AttributeDefinition.STRING, "a text", AttributeDefinition.BOOLEAN, "true or false",
            AttributeDefinition.INTEGER, "a whole number", AttributeDefinition.LONG, "a whole number",
            AttributeDefinition.DOUBLE, "a number", AttributeDefinition.FLOAT, "a number");

    private final MetaTypeService metatypes;

    /** Creates the checker. */
    public PluginSettings(MetaTypeService metatypes) {
        this.metatypes = metatypes;
    }

    /**
     * Checks a plugin's section.
     *
     * @param section the section, without the key that selects the plugin
     * @return the configuration, or a problem that names place, key and the nearest valid key
     */
    public Result<Hashtable<String, Object>> configuration(CatalogEntry entry, Section section) {
        Map<String, AttributeDefinition> attributes = attributes(entry);
        Hashtable<String, Object> configuration = new Hashtable<>();
        for (Map.Entry<String, Setting> setting : section.settings().entrySet()) {
            AttributeDefinition attribute = attributes.get(setting.getKey());
            if (attribute == null) {
                return Result.err(Problem.of(Kind.CONFIGURATION,
                        "unknown key '" + section.name() + "." + setting.getKey() + "'", setting.getValue().where(),
                        attributes.isEmpty() ? entry.descriptor().id() + " has no settings"
                                : Nearest.hint(setting.getKey(), attributes.keySet())));
            }
            try {
                configuration.put(setting.getKey(), convert(attribute, setting.getValue().value()));
            } catch (ProblemException e) {
                Problem problem = e.problem();
                return Result.err(Problem.of(Kind.CONFIGURATION, "'" + section.name() + "." + setting.getKey()
                        + "' " + problem.what(), setting.getValue().where(), problem.remedy()));
            }
        }
        return missing(entry, attributes, section).map(Result::<Hashtable<String, Object>>err)
                .orElseGet(() -> Result.ok(configuration));
    }

    private static java.util.Optional<Problem> missing(CatalogEntry entry, Map<String, AttributeDefinition> attributes,
            Section section) {
        return attributes.values().stream()
                .filter(attribute -> attribute.getCardinality() == 0 && attribute.getDefaultValue() == null)
                .filter(attribute -> !section.keys().contains(attribute.getID()))
                .findFirst()
                .map(attribute -> Problem.of(Kind.CONFIGURATION,
                        "the key '" + section.name() + "." + attribute.getID() + "' is missing", section.where(),
                        entry.descriptor().id() + " needs it: " + attribute.getDescription()));
    }

    private Map<String, AttributeDefinition> attributes(CatalogEntry entry) {
        MetaTypeInformation information = metatypes.getMetaTypeInformation(entry.bundle());
        Map<String, AttributeDefinition> attributes = new LinkedHashMap<>();
        if (information == null || !Arrays.asList(information.getFactoryPids()).contains(entry.pid())) {
            return attributes;
        }
        ObjectClassDefinition definition = information.getObjectClassDefinition(entry.pid(), null);
        AttributeDefinition[] all = definition.getAttributeDefinitions(ObjectClassDefinition.ALL);
        for (AttributeDefinition attribute : all == null ? new AttributeDefinition[0] : all) {
            attributes.put(attribute.getID(), attribute);
        }
        return attributes;
    }

    private static Object convert(AttributeDefinition attribute, Object value) {
        if (attribute.getCardinality() == 0) {
            Object converted = scalar(attribute, value);
            String complaint = attribute.validate(String.valueOf(converted));
            if (complaint != null && !complaint.isEmpty()) {
                throw wrong(value, options(attribute, complaint));
            }
            return converted;
        }
        List<?> items = value instanceof List<?> list ? list : List.of(value);
        Object array = java.lang.reflect.Array.newInstance(componentType(attribute), items.size());
        for (int i = 0; i < items.size(); i++) {
            java.lang.reflect.Array.set(array, i, scalar(attribute, items.get(i)));
        }
        return array;
    }

    private static Object scalar(AttributeDefinition attribute, Object value) {
        try {
            Function<Object, Object> conversion = CONVERSIONS.get(attribute.getType());
            if (conversion == null) {
                throw new ClassCastException("type " + attribute.getType());
            }
            return conversion.apply(value);
        } catch (ClassCastException | ArithmeticException e) {
            throw wrong(value, "give it " + WORDS.getOrDefault(attribute.getType(), "another type"));
        }
    }

    private static Class<?> componentType(AttributeDefinition attribute) {
        return switch (attribute.getType()) {
            case AttributeDefinition.BOOLEAN -> Boolean.class;
            case AttributeDefinition.INTEGER -> Integer.class;
            case AttributeDefinition.LONG -> Long.class;
            case AttributeDefinition.DOUBLE -> Double.class;
            case AttributeDefinition.FLOAT -> Float.class;
            default -> String.class;
        };
    }

    private static String options(AttributeDefinition attribute, String complaint) {
        String[] options = attribute.getOptionValues();
        return options == null ? complaint : "one of " + String.join(", ", options);
    }

    private static Object text(Object value) {
        if (value instanceof Section || value instanceof List) {
            throw new ClassCastException("no scalar");
        }
        return String.valueOf(value);
    }

    private static long whole(Object value) {
        if (value instanceof Double number && number == Math.rint(number)) {
            return number.longValue();
        }
        return (Long) value;
    }

    private static ProblemException wrong(Object value, String remedy) {
        Object shown = value instanceof Section ? "a section" : value instanceof List ? "a list" : value;
        return new ProblemException(Problem.of(Kind.CONFIGURATION, "cannot be " + shown, "", remedy));
    }
}
