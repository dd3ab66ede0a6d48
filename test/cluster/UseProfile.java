import java.io.FileReader;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes a client of rendered properties, and asks the brokers with them how many they are:
 * {@code java UseProfile.java producer|consumer FILE}. Prints that number, then the names that Kafka does not know.
 */
public final class UseProfile {
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (FileReader file = new FileReader(arguments[1])) {
            properties.load(file);
        }
        boolean isProducer = arguments[0].equals("producer");
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(isProducer ? ProducerConfig.configNames() : ConsumerConfig.configNames());
        make(properties, isProducer);
        try (Admin admin = Admin.create(properties)) {
            System.out.println(admin.describeCluster().nodes().get().size());
        }
        System.out.println(String.join(" ", unknown));
    }

    private static void make(Properties properties, boolean isProducer) {
        if (isProducer) {
            new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()).close();
        } else {
            Properties joined = new Properties();
            joined.putAll(properties);
            joined.put("group.id", "rendered-profile");
            new KafkaConsumer<>(joined, new ByteArrayDeserializer(), new ByteArrayDeserializer()).close();
        }
    }
}
