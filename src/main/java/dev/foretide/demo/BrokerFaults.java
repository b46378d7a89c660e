package dev.foretide.demo;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the place of the handlers with which a Kafka server ends its process. The broker is a guest
 * in this JVM: what it holds for fatal is kept here and logged, and the JVM goes on.
 *
 * <p>Safe for all threads.
 */
final class BrokerFaults {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  /** Kafka's exit procedures are static, so a request to exit is told to every broker alive. */
  private static final Set<BrokerFaults> ALIVE = ConcurrentHashMap.newKeySet();

  private final List<String> faults = new CopyOnWriteArrayList<>();

  /** From here on no Kafka code can end this JVM; there is no way back, threads may linger. */
  static BrokerFaults watch() {
    Exit.setExitProcedure((code, message) -> refuse("exit", code, message));
    Exit.setHaltProcedure((code, message) -> refuse("halt", code, message));
    BrokerFaults watching = new BrokerFaults();
    ALIVE.add(watching);
    return watching;
  }

  private static void refuse(String verb, int code, @Nullable String message) {
    String fault = "the broker asked for " + verb + " " + code + ": " + message;
    ALIVE.forEach(alive -> alive.add(fault, null));
    // The callers of Exit count on not coming back.
    throw new IllegalStateException(fault);
  }

  FaultHandlerFactory handlersOf(int node) {
    return (name, fatal, action) ->
        new FaultHandler() {
          @Override
          public RuntimeException handleFault(String message, @Nullable Throwable cause) {
            String fault = "node " + node + ", " + name + ": " + message;
            if (fatal) {
              add(fault, cause);
            } else {
              LOG.warn("{}", fault, cause);
            }
            action.run();
            return new IllegalStateException(fault, cause);
          }
        };
  }

  private void add(String fault, @Nullable Throwable cause) {
    faults.add(cause == null ? fault : fault + " (" + cause + ")");
    LOG.error("{}", fault, cause);
  }

  List<String> list() {
    return List.copyOf(faults);
  }

  void forget() {
    ALIVE.remove(this);
  }
}
