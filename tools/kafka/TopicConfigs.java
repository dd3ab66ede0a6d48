import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.storage.internals.log.LogConfig;

/**
 * Prints Kafka's own definitions of the topic configs as a JSON array sorted by name.
 *
 * <p>Usage: {@code java -cp 'JARS/*' TopicConfigs.java}. Each entry: {@code {name, type, default, valid, deprecated, documentation}}.
 * {@code type} is that of Kafka's ConfigDef; {@code default} is text or null where there is none; {@code valid} is the
 * validator's own words, like {@code [0,...]}, or null; {@code documentation} is the first sentence, without mark-up.
 */
public final class TopicConfigs {
    private static final Pattern FIRST_SENTENCE = Pattern.compile("^(.*?[.])(\\s|Note|$)", Pattern.DOTALL);
    private static final Pattern DEPRECATED = Pattern.compile("deprecated", Pattern.CASE_INSENSITIVE);

    public static void main(String[] args) {
        Map<String, ConfigDef.ConfigKey> keys = new TreeMap<>(LogConfig.configKeys());
        keys.keySet().retainAll(LogConfig.nonInternalConfigNames());
        List<String> entries = new ArrayList<>();
        keys.values().forEach(key -> entries.add(entry(key)));
        System.out.println("[" + String.join(",\n", entries) + "]");
    }

    private static String entry(ConfigDef.ConfigKey key) {
        String documentation = plain(key.documentation == null ? "" : key.documentation);
        return "{\"name\":" + quote(key.name)
            + ",\"type\":" + quote(key.type.name())
            + ",\"default\":" + (key.hasDefault() ? quote(ConfigDef.convertToString(key.defaultValue, key.type)) : "null")
            + ",\"valid\":" + (key.validator == null ? "null" : quote(key.validator.toString()))
            + ",\"deprecated\":" + DEPRECATED.matcher(documentation).find()
            + ",\"documentation\":" + quote(firstSentence(documentation)) + "}";
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
