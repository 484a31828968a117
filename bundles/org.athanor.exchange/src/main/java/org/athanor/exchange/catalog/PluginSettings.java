package org.athanor.exchange.catalog;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * A type of the Metatype specification.
     *
     * @param java the class of its values
     * @param conversion takes what a run file has; throws {@link ClassCastException} or {@link ArithmeticException}
     * @param words what to give, for the user
     */
    private record Type(Class<?> java, Function<Object, Object> conversion, String words) {
    }

    private static final Map<Integer, Type> TYPES = Map.of(
            AttributeDefinition.STRING, new Type(String.class, PluginSettings::text, "a text"),
            AttributeDefinition.CHARACTER, new Type(Character.class, PluginSettings::sign, "one sign"),
            AttributeDefinition.BOOLEAN, new Type(Boolean.class, Boolean.class::cast, "true or false"),
            AttributeDefinition.BYTE, new Type(Byte.class, value -> (byte) whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE),
                    "a whole number from -128 to 127"),
            AttributeDefinition.SHORT, new Type(Short.class, value -> (short) whole(value, Short.MIN_VALUE,
                    Short.MAX_VALUE), "a whole number from -32768 to 32767"),
            AttributeDefinition.INTEGER, new Type(Integer.class, value -> Math.toIntExact(whole(value)),
                    "a whole number of 32 bits"),
            AttributeDefinition.LONG, new Type(Long.class, PluginSettings::whole, "a whole number of 64 bits"),
            AttributeDefinition.DOUBLE, new Type(Double.class, value -> ((Number) value).doubleValue(), "a number"),
            AttributeDefinition.FLOAT, new Type(Float.class, value -> ((Number) value).floatValue(), "a number"));

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

    private static Optional<Problem> missing(CatalogEntry entry, Map<String, AttributeDefinition> attributes,
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
        Object array = Array.newInstance(type(attribute, value).java(), items.size());
        for (int i = 0; i < items.size(); i++) {
            Array.set(array, i, scalar(attribute, items.get(i)));
        }
        return array;
    }

    private static Type type(AttributeDefinition attribute, Object value) {
        return Optional.ofNullable(TYPES.get(attribute.getType())).orElseThrow(() -> wrong(value,
                "nothing of a run file can be given for a setting of type " + attribute.getType()));
    }

    private static Object scalar(AttributeDefinition attribute, Object value) {
        Type type = type(attribute, value);
        try {
            return type.conversion().apply(value);
        } catch (ClassCastException | ArithmeticException e) {
            throw wrong(value, "give it " + type.words());
        }
    }

    private static String options(AttributeDefinition attribute, String complaint) {
        String[] options = attribute.getOptionValues();
        if (options != null && options.length > 0) {
            return "one of " + String.join(", ", options);
        }
        String description = String.valueOf(attribute.getDescription());
        return attribute.getDescription() == null || description.isBlank() ? complaint
                : "it is: " + description.strip().replaceFirst("\\.$", "");
    }

    private static Object sign(Object value) {
        String text = String.valueOf(text(value));
        if (text.length() != 1) {
            throw new ClassCastException("not one sign");
        }
        return text.charAt(0);
    }

    private static long whole(Object value, long least, long most) {
        long number = whole(value);
        if (number < least || number > most) {
            throw new ArithmeticException("out of range");
        }
        return number;
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
