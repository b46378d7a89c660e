package dev.foretide.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  @ParameterizedTest
  @CsvSource({
    "flow, NAME",
    "@timestamp, NAME",
    "host.name, NAME",
    "/fields/flow, POINTER",
    "/dsnames/#, POINTER",
    "., ITEM",
    "#, ITEM_NAME",
    "$key, KEY",
    "$key/press, KEY",
    "$header/site, HEADER",
    "$topic, TOPIC"
  })
  void shouldKnowWhatAReferenceIsLookedUpIn(String text, Reference.Kind kind) {
    assertThat(Reference.parse(text).kind()).isEqualTo(kind);
    assertThat(Reference.parse(text)).hasToString(text);
  }

  @Test
  void shouldUnescapePointersAsRfc6901Says() {
    assertThat(Reference.parse("/a~1b/~0c//0").tokens()).isEqualTo(List.of("a/b", "~c", "", "0"));
    assertThat(Reference.parse("$key/a~1b").tokens()).isEqualTo(List.of("a/b"));
  }

  @Test
  void shouldKnowWhatDependsOnThePlaceOfTheItem() {
    assertThat(Reference.parse("#").namesItem()).isTrue();
    assertThat(Reference.parse("/dsnames/#").namesItem()).isTrue();
    assertThat(Reference.parse("/dsnames/0").namesItem()).isFalse();
    assertThat(Reference.parse("$key/x").isOutside()).isTrue();
    assertThat(Reference.parse("key").isOutside()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$", "$keys", "$header/", "$topic/x", "$price"})
  void shouldRefuseAnUnknownDollarNameAndSayHowAFieldOfThatNameIsReached(String text) {
    assertThatThrownBy(() -> Reference.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s begins with $, must be $key, $key/PLACE, $header/NAME or $topic; a field of that name is /%s"
                .formatted(text, text));
  }

  @Test
  void shouldRefuseAFeatureThatIsAReferenceWithoutAName() {
    for (String text : List.of("/fields/flow", "$topic", ".")) {
      assertThatThrownBy(() -> ReadingKeys.feature(text))
          .hasMessage("feature %s is a reference without a name, must be name:%s", text, text);
    }
    assertThat(ReadingKeys.feature("flow:/fields/flow").name()).isEqualTo("flow");
    assertThat(ReadingKeys.feature("watt:/switch:0/apower").reference().tokens())
        .isEqualTo(List.of("switch:0", "apower"));
    assertThat(ReadingKeys.feature("value:.").reference().kind()).isEqualTo(Reference.Kind.ITEM);
  }
}
