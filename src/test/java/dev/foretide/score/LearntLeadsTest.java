package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearntLeadsTest {
  @ParameterizedTest
  @CsvSource({
    "1, '1'",
    "2, '1,2'",
    "4, '1,2,4'",
    "12, '1,2,4,8,12'",
    "24, '1,2,4,8,16,24'",
    "48, '1,2,4,8,16,32,48'",
  })
  void shouldChooseLeadsEachTwiceAsFar(int horizon, String expected) {
    assertThat(new LearntLeads(horizon, List.of()).toArray()).isEqualTo(numbers(expected));
  }

  @Test
  void shouldHaveScoredLeads() {
    LearntLeads leads = new LearntLeads(24, List.of(1, 6, 20));

    assertThat(leads.toArray()).isEqualTo(numbers("1,2,4,6,8,16,20,24"));
    assertThat(leads.count()).isEqualTo(8);
    assertThat(leads.horizon()).isEqualTo(24);
  }

  @Test
  void shouldFindLeadsBetweenTheirNeighbours() {
    LearntLeads leads = new LearntLeads(24, List.of());
    for (int lead = 1; lead <= 24; lead++) {
      int before = leads.before(lead);
      float at = leads.lead(before);
      if (leads.has(lead)) {
        assertThat(leads.lead(leads.index(lead))).isEqualTo(lead);
        assertThat(leads.beyond(lead)).isZero();
        assertThat(leads.from(lead)).isEqualTo(before);
      } else {
        float next = leads.lead(before + 1);
        assertThat(at + leads.beyond(lead) * (next - at)).isCloseTo(lead, within(1e-5f));
        assertThat(leads.from(lead)).isEqualTo(before + 1);
      }
    }
    assertThat(leads.from(25)).isEqualTo(leads.count());
    assertThatThrownBy(() -> leads.index(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lead 3 is not learnt");
  }

  private static int[] numbers(String text) {
    return List.of(text.split(",")).stream().mapToInt(Integer::parseInt).toArray();
  }
}
