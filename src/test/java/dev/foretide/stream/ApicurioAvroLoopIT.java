package dev.foretide.stream;

import dev.foretide.schema.ApicurioProcess;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The loop with Apicurio's own registry. */
class ApicurioAvroLoopIT extends AvroLoopContract {
  private static ApicurioProcess registry;

  @BeforeAll
  static void startRegistry() throws IOException {
    registry = ApicurioProcess.start();
  }

  @AfterAll
  static void stopRegistry() {
    if (registry != null) {
      registry.close();
    }
  }

  @Override
  String registryUrl() {
    return registry.url();
  }
}
