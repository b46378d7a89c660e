package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupRuleTest {

  @ParameterizedTest
  @CsvSource({
    "plants, hall-1/pump-7, plants",
    "([^/]+)/.*, hall-1/pump-7, hall-1",
    "([^/]+)/.*, pump-7, default", // no match
    "(x*)pump, pump, default", // an empty group
    "(?:a|(b))c, ac, default", // a group that took no part
    "(?:a|(b))c, bc, b",
    "(pump), pump-7, default", // the whole id must match
  })
  void shouldNameGroupOfSeries(String rule, String series, String group) {
    assertThat(new GroupRule(rule).groupOf(series)).isEqualTo(group);
  }

  @Test
  void shouldSayWhatIsWrongWithRule() {
    assertThatThrownBy(() -> new GroupRule("([^/]+/.*"))
        .hasMessageStartingWith("model.group is ([^/]+/.*, not a regular expression: ");
    assertThatThrownBy(() -> new GroupRule("(?:a).*"))
        .hasMessage("model.group is (?:a).*, must have a group that names the model group");
    assertThatThrownBy(() -> new GroupRule(" ")).hasMessageStartingWith("model.group is empty");
  }

  @Test
  void shouldKeepTheMarkOfVersionsOutOfNames() {
    assertThat(new GroupRule("([^/]+)/.*").groupOf("line@7/flow")).isEqualTo("line_7");
    assertThatThrownBy(() -> new GroupRule("plant@2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model.group is plant@2, must not have an @: keys of versions are GROUP@VERSION");
  }
}
