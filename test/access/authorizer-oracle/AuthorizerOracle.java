import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.SecurityUtils;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Asks the broker's own authorizer: one JSON world a line of standard input, one answer a line of standard output.
 *
 * <p>Usage: {@code java -cp 'JARS/*' AuthorizerOracle.java}. A world is {@code {superUsers: [principal], allowIfNoAcl,
 * acls: [[principal, host, resourceType, resourceName, pattern, operation, permission]], questions: [[principal, host,
 * operation, resourceType, resourceName]], timeoutMs?}} in the words of Weir's specs. The answer has a letter a question,
 * by the result and by the rule that the audit log names: {@code s} super user, {@code a} allowed by an ACL, {@code d}
 * denied by one, {@code A} and {@code D} allowed and denied by default, {@code !} an exception, {@code ~} no answer
 * within {@code timeoutMs} (only where it is given; the thread that looks for one is left behind).
 */
public final class AuthorizerOracle {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Metrics ALL_METRICS = new Metrics();
    private static volatile String audited = "";

    public static void main(String[] args) throws Exception {
        listenToAudit();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) out.println(answers(JSON.readTree(line)));
        out.flush();
        System.exit(0);
    }

    private static String answers(JsonNode world) throws Exception {
        StandardAuthorizer authorizer = authorizer(world);
        // It counts what it decides, and fails where it has nowhere to.
        try (PluginMetricsImpl metrics = new PluginMetricsImpl(ALL_METRICS, Map.of())) {
            authorizer.withPluginMetrics(metrics);
            int timeoutMs = world.path("timeoutMs").asInt(0);
            StringBuilder letters = new StringBuilder();
            for (JsonNode question : world.get("questions")) {
                letters.append(timeoutMs == 0 ? answer(authorizer, question) : answerWithin(timeoutMs, authorizer, question));
            }
            return letters.toString();
        }
    }

    private static StandardAuthorizer authorizer(JsonNode world) {
        StandardAuthorizer authorizer = new StandardAuthorizer();
        List<String> superUsers = new ArrayList<>();
        for (JsonNode one : world.get("superUsers")) superUsers.add(one.asText());
        authorizer.configure(Map.of(
            StandardAuthorizer.SUPER_USERS_CONFIG, String.join(";", superUsers),
            StandardAuthorizer.ALLOW_EVERYONE_IF_NO_ACL_IS_FOUND_CONFIG, String.valueOf(world.get("allowIfNoAcl").asBoolean())));
        // The controller takes a binding once, however often it is created (AclControlManager.createAcls).
        Set<StandardAcl> distinct = new HashSet<>();
        for (JsonNode acl : world.get("acls")) {
            distinct.add(new StandardAcl(
                ResourceType.valueOf(constant(acl.get(2))),
                acl.get(3).asText(),
                PatternType.valueOf(constant(acl.get(4))),
                acl.get(0).asText(),
                acl.get(1).asText(),
                AclOperation.valueOf(constant(acl.get(5))),
                AclPermissionType.valueOf(constant(acl.get(6)))));
        }
        Map<Uuid, StandardAcl> acls = new HashMap<>();
        for (StandardAcl acl : distinct) acls.put(Uuid.randomUuid(), acl);
        authorizer.loadSnapshot(acls);
        authorizer.completeInitialLoad();
        return authorizer;
    }

    private static char answer(StandardAuthorizer authorizer, JsonNode question) throws Exception {
        Client client = new Client(
            SecurityUtils.parseKafkaPrincipal(question.get(0).asText()), InetAddress.getByName(question.get(1).asText()));
        ResourcePattern resource = new ResourcePattern(
            ResourceType.valueOf(constant(question.get(3))), question.get(4).asText(), PatternType.LITERAL);
        Action action = new Action(AclOperation.valueOf(constant(question.get(2))), resource, 1, true, true);
        audited = "";
        boolean allowed;
        try {
            allowed = authorizer.authorize(client, List.of(action)).get(0) == AuthorizationResult.ALLOWED;
        } catch (RuntimeException thrown) {
            System.err.println(question + ": " + thrown);
            return '!';
        }
        String rule = audited.substring(audited.lastIndexOf(" based on rule ") + " based on rule ".length());
        if (rule.equals("SuperUser") && allowed) return 's';
        if (rule.equals("DefaultAllow") && allowed) return 'A';
        if (rule.equals("DefaultDeny") && !allowed) return 'D';
        if (rule.startsWith("MatchingAcl(")) return allowed ? 'a' : 'd';
        throw new IllegalStateException("allowed: " + allowed + ", and the audit log says: " + audited);
    }

    private static char answerWithin(int timeoutMs, StandardAuthorizer authorizer, JsonNode question) throws Exception {
        CompletableFuture<Character> found = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                found.complete(answer(authorizer, question));
            } catch (Throwable thrown) {
                found.completeExceptionally(thrown);
            }
        });
        thread.setDaemon(true);
        thread.start();
        try {
            return found.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException none) {
            return '~';
        }
    }

    private static String constant(JsonNode word) {
        return word.asText().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The audit log tells which rule decided (StandardAuthorizerData.buildAuditMessage); it is the broker's only word on that. */
    private static void listenToAudit() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        AbstractAppender appender = new AbstractAppender("audit", null, null, false, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                audited = event.getMessage().getFormattedMessage();
            }
        };
        appender.start();
        LoggerConfig config = new LoggerConfig("kafka.authorizer.logger", Level.TRACE, false);
        config.addAppender(appender, null, null);
        context.getConfiguration().addLogger("kafka.authorizer.logger", config);
        context.updateLoggers();
    }

    private record Client(KafkaPrincipal principal, InetAddress clientAddress) implements AuthorizableRequestContext {
        @Override
        public String listenerName() {
            return "CLIENT";
        }

        @Override
        public SecurityProtocol securityProtocol() {
            return SecurityProtocol.SASL_SSL;
        }

        @Override
        public int requestType() {
            return 3;
        }

        @Override
        public int requestVersion() {
            return 12;
        }

        @Override
        public String clientId() {
            return "oracle";
        }

        @Override
        public int correlationId() {
            return 0;
        }
    }
}
