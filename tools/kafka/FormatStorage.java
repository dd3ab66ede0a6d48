import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats the storage of several nodes with one administrator, by Kafka's own StorageTool in one JVM.
 *
 * <p>Usage: {@code java -cp 'JARS/*' FormatStorage.java CLUSTER_ID USER SETTINGS...}, the user's password as the first
 * line of standard input. StorageTool wants the password as an argument, which every user of the machine could read in
 * the process list; and it prints salted keys, so its output is shown only where it failed, without them.
 */
public final class FormatStorage {
    public static void main(String[] args) throws Exception {
        String clusterId = args[0];
        String user = args[1];
        String password = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        for (int index = 2; index < args.length; index++) {
            List<String> arguments = new ArrayList<>(List.of("format", "--cluster-id", clusterId, "--config", args[index], "--ignore-formatted"));
            arguments.add("--add-scram");
            arguments.add("SCRAM-SHA-512=[name=" + user + ",iterations=8192,password=" + password + "]");
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            int code = kafka.tools.StorageTool.execute(arguments.toArray(new String[0]), new PrintStream(printed, true, StandardCharsets.UTF_8));
            if (code != 0) {
                String text = printed.toString(StandardCharsets.UTF_8).replace(password, "[hidden]");
                System.err.println(text.lines().filter(line -> !line.contains("saltedPassword")).toList());
                System.exit(code);
            }
        }
    }
}
