package dev.foretide.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class ConfigTableTest {

  @Test
  void shouldDocumentEveryKeyInOneSentence() {
    for (ConfigDef.ConfigKey key : Keys.definition().configKeys().values()) {
      assertThat(key.documentation).as(key.name).isNotBlank().endsWith(".");
    }
  }

  @Test
  void shouldHaveOneLinePerKeyInMarkdown() {
    List<String> lines = ConfigTable.markdown().lines().toList();

    assertThat(lines.get(0)).isEqualTo("| key | type | default | meaning |");
    assertThat(lines).hasSize(2 + Keys.definition().names().size() + 2);
    for (String key : Keys.definition().names()) {
      assertThat(lines.stream().filter(line -> line.startsWith("| `" + key + "` |"))).hasSize(1);
    }
    for (String line : lines) {
      assertThat(line.replace("\\|", "").chars().filter(c -> c == '|').count()).isEqualTo(5);
    }
  }

  @Test
  void shouldNotDependOnMachineInMarkdown() {
    assertThat(ConfigTable.markdown())
        .doesNotContain(System.getProperty("user.home") + "/")
        .contains("~/.cache/foretide");
  }

  @Test
  void shouldHaveEveryKeyInText() {
    String text = ConfigTable.text();

    assertThat(Keys.definition().names()).allSatisfy(key -> assertThat(text).contains(key + " "));
  }
}
