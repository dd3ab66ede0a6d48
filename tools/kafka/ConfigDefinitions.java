import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.apache.kafka.storage.internals.log.LogConfig;

/**
 * Prints Kafka's own definitions of the topic and broker configs: {@code {"topic": [...], "broker": [...]}}, each sorted by name.
 *
 * <p>Usage: {@code java -cp 'JARS/*' ConfigDefinitions.java}, with the jars of any Kafka from 3.9. Internal configs are left out.
 * Each entry: {@code {name, type, default, valid, deprecated, documentation}}. {@code type} is that of Kafka's ConfigDef;
 * {@code default} is text or null where there is none; {@code valid} is the validator's own words, like {@code [0,...]}, or
 * null; {@code deprecated}: the documentation calls the config deprecated; {@code documentation} is the first sentence, without
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
        System.out.println("{\"topic\":" + topic + ",\n\"broker\":" + broker + "}");
    }

    private static String entries(Collection<ConfigDef.ConfigKey> keys) {
        Map<String, String> entries = new TreeMap<>();
        for (ConfigDef.ConfigKey key : keys) if (!key.internalConfig) entries.put(key.name, entry(key));
        return "[" + String.join(",\n", entries.values()) + "]";
    }

    private static String entry(ConfigDef.ConfigKey key) {
        String documentation = plain(key.documentation == null ? "" : key.documentation);
        String meaning = MARK.matcher(documentation).replaceFirst("");
        return "{\"name\":" + quote(key.name)
            + ",\"type\":" + quote(key.type.name())
            + ",\"default\":" + (key.hasDefault() ? quote(ConfigDef.convertToString(key.defaultValue, key.type)) : "null")
            + ",\"valid\":" + quote(valid(key.validator))
            + ",\"deprecated\":" + DEPRECATED.matcher(documentation).find()
            + ",\"documentation\":" + quote(firstSentence(meaning)) + "}";
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
