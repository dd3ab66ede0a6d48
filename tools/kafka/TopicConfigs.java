import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.storage.internals.log.LogConfig;

/**
 * Prints Kafka's own definitions of the topic settings as JSON: name, type, default, valid values, documentation.
 * Run from the pinned jars: java -cp 'JARS/*' TopicConfigs.java
 */
public class TopicConfigs {
    public static void main(String[] args) {
        List<String> rows = new ArrayList<>();
        for (ConfigDef.ConfigKey key : new TreeMap<>(LogConfig.configKeys()).values()) {
            if (key.internalConfig) continue;
            rows.add("  {\"name\": " + json(key.name)
                + ", \"type\": " + json(key.type.name())
                + ", \"default\": " + json(key.hasDefault() ? ConfigDef.convertToString(key.defaultValue, key.type) : null)
                + ", \"valid\": " + json(key.validator == null ? null : key.validator.toString())
                + ", \"documentation\": " + json(firstSentence(key.documentation)) + "}");
        }
        System.out.println("[\n" + String.join(",\n", rows) + "\n]");
    }

    static String firstSentence(String documentation) {
        String text = documentation.replaceAll("<[^>]+>", "").replaceAll("\\s+", " ").trim();
        int end = text.indexOf(". ");
        return end == -1 ? text : text.substring(0, end + 1);
    }

    static String json(String text) {
        if (text == null) return "null";
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
