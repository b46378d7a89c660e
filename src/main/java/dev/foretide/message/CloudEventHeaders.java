package dev.foretide.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import java.net.URLEncoder;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The attributes of a CloudEvent as headers of its record: the Kafka binding in binary mode,
 * version 1.0.
 *
 * <p>An event has its id from what it is about (kind, series and time), so that what is sent again
 * under {@code at_least_once} has the same.
 */
public final class CloudEventHeaders {
  private static final String PREFIX = "ce_";
  private static final byte[] VERSION = "1.0".getBytes(UTF_8);

  private final byte[] source;
  private final byte[] contentType;

  /**
   * @param contentType media type of the values
   */
  CloudEventHeaders(String applicationId, String contentType) {
    this.source = ("/foretide/" + encoded(applicationId)).getBytes(UTF_8);
    this.contentType = contentType.getBytes(UTF_8);
  }

  public Headers of(Forecast forecast) {
    return headers("forecast", forecast.series(), forecast.origin());
  }

  public Headers of(Score score) {
    return headers("score", score.series(), score.at());
  }

  private Headers headers(String kind, String series, long epochMillis) {
    String time = Instant.ofEpochMilli(epochMillis).toString();
    return new RecordHeaders()
        .add(PREFIX + "specversion", VERSION)
        .add(PREFIX + "id", (kind + "/" + encoded(series) + "/" + time).getBytes(UTF_8))
        .add(PREFIX + "source", source)
        .add(PREFIX + "type", ("dev.foretide." + kind).getBytes(UTF_8))
        .add(PREFIX + "time", time.getBytes(UTF_8))
        .add("content-type", contentType);
  }

  /** A series id may hold what an attribute and an address may not. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
