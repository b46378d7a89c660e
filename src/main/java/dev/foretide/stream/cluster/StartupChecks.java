package dev.foretide.stream.cluster;

import dev.foretide.config.ForetideConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until Kafka is reachable and the topics are there, saying every few seconds what is
 * missing.
 */
public final class StartupChecks {
  private static final Logger LOG = LoggerFactory.getLogger(StartupChecks.class);
  private static final long ATTEMPT_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 1_000;
  private static final long PROPAGATION_MILLIS = 50;

  /** At most one line in this time. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final ForetideConfig config;
  private final Role role;
  private long saidAt = System.nanoTime() - QUIET_NANOS;

  public StartupChecks(ForetideConfig config, Role role) {
    this.config = config;
    this.role = role;
  }

  /**
   * Waits.
   *
   * @throws InterruptedException when the application is asked to end
   * @throws KafkaException when Kafka refuses us: waiting would not help
   * @throws RoleConflictException when another role runs that this one must not run beside
   */
  public void await() throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(ClientSettings.client(config));
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ATTEMPT_MILLIS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ATTEMPT_MILLIS);
    while (true) {
      try (Admin admin = Admin.create(settings)) {
        awaitBrokers(admin);
        AclCheck.require(config, role, admin);
        awaitTopics(new Topics(config, admin));
        new RoleCheck(config, role, admin).check();
        return;
      } catch (AuthenticationException | AuthorizationException e) {
        throw e;
      } catch (KafkaException e) {
        say("Kafka at %s: %s; trying again".formatted(address(), rootMessage(e)));
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private void awaitBrokers(Admin admin) throws InterruptedException {
    while (true) {
      try {
        admin.describeCluster().nodes().get(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthenticationException refused) {
          throw refused;
        }
        say("Kafka at %s is not reachable; trying again".formatted(address()));
      } catch (TimeoutException e) {
        say("Kafka at %s is not reachable; trying again".formatted(address()));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void awaitTopics(Topics topics) throws InterruptedException {
    while (role.evaluates() && topics.readingsPartitions().isEmpty()) {
      say("Waiting: " + topics.missingReadings());
      Thread.sleep(PAUSE_MILLIS);
    }
    for (String fault : topics.wrong()) {
      LOG.warn("{}", fault);
    }
    List<String> created = topics.create();
    if (!created.isEmpty()) {
      LOG.info("Created topics {}", String.join(", ", created));
    }
    awaitVisible(topics);
  }

  /** A topic that was just created is unknown to the brokers for some moments more. */
  private void awaitVisible(Topics topics) throws InterruptedException {
    long quietUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ATTEMPT_MILLIS);
    for (List<String> missing = topics.missing(); !missing.isEmpty(); missing = topics.missing()) {
      if (System.nanoTime() - quietUntil > 0) {
        say("Waiting: Kafka does not show the topics " + String.join(", ", missing));
        Thread.sleep(PAUSE_MILLIS);
      }
      Thread.sleep(PROPAGATION_MILLIS);
    }
  }

  private void say(String line) {
    if (System.nanoTime() - saidAt >= QUIET_NANOS) {
      LOG.warn("{}", line);
      saidAt = System.nanoTime();
    }
  }

  private String address() {
    return config.stream().bootstrapServers();
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
