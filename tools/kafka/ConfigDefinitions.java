import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Prints Kafka's own definitions of the configs of topics, brokers, producers, consumers, administrators and Kafka Streams:
 * {@code {"topic": [...], "broker": [...], "producer": [...], "consumer": [...], "admin": [...], "streams": [...]}}, each sorted by name.
 *
 * <p>Usage: {@code java -cp 'JARS/*' ConfigDefinitions.java}, with the jars of any Kafka from 3.9 and its Kafka Streams. Internal configs are left out.
 * Each entry: {@code {name, type, default, valid, deprecated, documentation}}. {@code type} is that of Kafka's ConfigDef;
 * {@code default} is text or null where there is none; {@code valid} is the validator's own words, like {@code [0,...]}, or
 * null; {@code deprecated}: the documentation calls the config deprecated, or its constant is; {@code documentation} is the first sentence, without
 * mark-up and without such a word before it.
 */
public final class ConfigDefinitions {
    private static final Pattern FIRST_SENTENCE = Pattern.compile("^(.*?[.])(\\s|Note|$)", Pattern.DOTALL);
    /** Of the config itself: a text may also call something else deprecated, like another way to set the same. */
    private static final Pattern DEPRECATED =
        Pattern.compile("^\\[?deprecated\\b|\\bthis config(uration)? (is|has been) deprecated", Pattern.CASE_INSENSITIVE);

    /** Before the text, and no more than {@code deprecated} says. */
    private static final Pattern MARK = Pattern.compile(
        "^(\\[deprecated\\]|deprecated[.:]|this configuration (is|has been) deprecated[^.]*?[.0-9]*[.])\\s*", Pattern.CASE_INSENSITIVE);

    public static void main(String[] args) {
        String topic = entries(LogConfig.configKeys().values());
        String broker = entries(AbstractKafkaConfig.CONFIG_DEF.configKeys().values());
        String producer = entries(ProducerConfig.configDef().configKeys().values(), deprecatedIn(ProducerConfig.class));
        String consumer = entries(ConsumerConfig.configDef().configKeys().values(), deprecatedIn(ConsumerConfig.class));
        String admin = entries(AdminClientConfig.configDef().configKeys().values(), deprecatedIn(AdminClientConfig.class));
        String streams = entries(StreamsConfig.configDef().configKeys().values(), deprecatedIn(StreamsConfig.class));
        System.out.println("{\"topic\":" + topic + ",\n\"broker\":" + broker
            + ",\n\"producer\":" + producer + ",\n\"consumer\":" + consumer + ",\n\"admin\":" + admin + ",\n\"streams\":" + streams + "}");
    }

    private static String entries(Collection<ConfigDef.ConfigKey> keys) {
        return entries(keys, Set.of());
    }

    private static String entries(Collection<ConfigDef.ConfigKey> keys, Set<String> deprecated) {
        Map<String, String> entries = new TreeMap<>();
        for (ConfigDef.ConfigKey key : keys) if (!key.internalConfig) entries.put(key.name, entry(key, deprecated.contains(key.name)));
        return "[" + String.join(",\n", entries.values()) + "]";
    }

    /** The names of a client's configs whose constants are deprecated: there the texts do not say so. */
    private static Set<String> deprecatedIn(Class<?> configs) {
        Set<String> names = new TreeSet<>();
        for (Field field : configs.getDeclaredFields()) {
            boolean isConstant = Modifier.isPublic(field.getModifiers()) && Modifier.isStatic(field.getModifiers());
            if (!isConstant || field.getType() != String.class || !field.isAnnotationPresent(Deprecated.class)) continue;
            try {
                names.add((String) field.get(null));
            } catch (IllegalAccessException impossible) {
                throw new AssertionError(impossible);
            }
        }
        return names;
    }

    private static String entry(ConfigDef.ConfigKey key, boolean isDeprecated) {
        String documentation = plain(key.documentation == null ? "" : key.documentation);
        String meaning = MARK.matcher(documentation).replaceFirst("");
        return "{\"name\":" + quote(key.name)
            + ",\"type\":" + quote(key.type.name())
            + ",\"default\":" + (key.hasDefault() ? quote(fallback(key)) : "null")
            + ",\"valid\":" + quote(valid(key.validator))
            + ",\"deprecated\":" + (isDeprecated || DEPRECATED.matcher(documentation).find())
            + ",\"documentation\":" + quote(firstSentence(meaning)) + "}";
    }

    private static String fallback(ConfigDef.ConfigKey key) {
        // A list of classes would be printed with the word before each: class org.apache.kafka...
        if (key.defaultValue instanceof List<?> list)
            return list.stream().map(one -> one instanceof Class<?> type ? type.getName() : one.toString()).collect(Collectors.joining(","));
        return ConfigDef.convertToString(key.defaultValue, key.type);
    }

    private static String valid(ConfigDef.Validator validator) {
        // It prints the versions that it recommends and takes more of them: 3.0 and 3.0-IV1.
        if (validator == null || validator.getClass().getSimpleName().equals("MetadataVersionValidator")) return null;
        return validator.toString();
    }

    private static String plain(String html) {
        return html.replaceAll("<[^>]+>", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replaceAll("\\s+", " ").trim();
    }

    private static String firstSentence(String text) {
        var matcher = FIRST_SENTENCE.matcher(text);
        return matcher.find() ? matcher.group(1) : text;
    }

    private static String quote(String text) {
        if (text == null) return "null";
        StringBuilder quoted = new StringBuilder("\"");
        for (char unit : text.toCharArray()) {
            if (unit == '"' || unit == '\\') quoted.append('\\').append(unit);
            else if (unit < 0x20 || unit > 0x7e) quoted.append(String.format("\\u%04x", (int) unit));
            else quoted.append(unit);
        }
        return quoted.append('"').toString();
    }
}
