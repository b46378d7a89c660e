package dev.foretide.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.ModelShape;
import dev.foretide.stream.TopologyHarness;
import org.junit.jupiter.api.Test;

class ExpectedShapeTest {
  private final ModelShape configured = TopologyHarness.shape();

  @Test
  void shouldTakeTheStepFromTheNameOfTheGroupWhereItIsInferred() {
    ExpectedShape shape = new ExpectedShape(configured, true);
    ModelShape ofTenMinutes = configured.withStep(600_000);

    assertThat(shape.of("line-1-PT10M")).hasValue(ofTenMinutes);
    assertThat(shape.fault("line-1-PT10M", ofTenMinutes)).isEmpty();
    assertThat(shape.fault("line-1-PT5M", ofTenMinutes))
        .hasValue("it was made for step.ms 600000, not 300000");
    assertThat(shape.of("default")).isEmpty();
    assertThat(shape.of("default-PT0S")).isEmpty();
    assertThat(shape.fault("default", configured))
        .hasValue("its group does not end in a step, such as default-PT10M");
  }
}
