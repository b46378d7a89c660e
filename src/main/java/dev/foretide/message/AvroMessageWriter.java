package dev.foretide.message;

import dev.foretide.schema.SchemaFrame;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts and scores in Avro: field by field in the order of {@code forecast.avsc} and {@code
 * score.avsc}, without a tree of values between. Numbers keep all their digits.
 */
public final class AvroMessageWriter implements MessageWriter {
  /** Branches of a number that may be null. */
  private static final int NULL = 0;

  private static final int NUMBER = 1;

  private final LevelNames levelNames = new LevelNames();
  private final byte[] forecastFrame;
  private final byte[] scoreFrame;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2_048);
  private @Nullable BinaryEncoder encoder;

  /**
   * @param forecastId id of the schema of forecasts
   * @param scoreId id of the schema of scores
   */
  public AvroMessageWriter(int forecastId, int scoreId) {
    this.forecastFrame = SchemaFrame.of(forecastId);
    this.scoreFrame = SchemaFrame.of(scoreId);
  }

  /** What writes the fields of a message. */
  @FunctionalInterface
  private interface Fields {
    void writeTo(BinaryEncoder out) throws IOException;
  }

  private byte[] message(byte[] frame, Fields fields) {
    bytes.reset();
    BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, encoder);
    encoder = out;
    try {
      out.writeFixed(frame);
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public byte[] forecast(Forecast forecast) {
    return message(
        forecastFrame,
        out -> {
          out.writeString(forecast.series());
          out.writeString(forecast.target());
          out.writeLong(forecast.origin());
          out.writeString(Duration.ofMillis(forecast.stepMillis()).toString());
          out.writeString(forecast.group());
          out.writeInt(forecast.version());
          out.writeString(forecast.source().word());
          out.writeString(forecast.status().word());
          numbers(out, forecast.mean());
          ends(out, forecast.levels(), forecast.lower());
          ends(out, forecast.levels(), forecast.upper());
        });
  }

  @Override
  public byte[] score(Score score) {
    return message(
        scoreFrame,
        out -> {
          out.writeString(score.series());
          out.writeString(score.group());
          out.writeString(score.target());
          out.writeLong(score.at());
          number(out, score.actual());
          number(out, score.naive());
          number(out, score.scale());
          startItems(out, score.leads().size());
          for (Score.Lead lead : score.leads()) {
            out.startItem();
            lead(out, score, lead);
          }
          out.writeArrayEnd();
          out.writeBoolean(score.anomaly());
          out.writeBoolean(score.drift());
        });
  }

  private void lead(BinaryEncoder out, Score score, Score.Lead lead) throws IOException {
    out.writeInt(lead.lead());
    number(out, lead.forecast());
    number(out, (double) score.actual() - lead.forecast());
    number(out, lead.naive());
    number(out, lead.lower());
    number(out, lead.upper());
    String[] names = levelNames.of(score.levels());
    out.writeMapStart();
    out.setItemCount(names.length);
    for (int l = 0; l < names.length; l++) {
      out.startItem();
      out.writeString(names[l]);
      out.writeBoolean(lead.covered()[l]);
    }
    out.writeMapEnd();
    out.writeInt(lead.version());
  }

  private void ends(BinaryEncoder out, double[] levels, float[][] ends) throws IOException {
    String[] names = levelNames.of(levels);
    out.writeMapStart();
    out.setItemCount(names.length);
    for (int l = 0; l < names.length; l++) {
      out.startItem();
      out.writeString(names[l]);
      numbers(out, ends[l]);
    }
    out.writeMapEnd();
  }

  private static void numbers(BinaryEncoder out, float[] values) throws IOException {
    startItems(out, values.length);
    for (float value : values) {
      out.startItem();
      number(out, value);
    }
    out.writeArrayEnd();
  }

  private static void startItems(BinaryEncoder out, int count) throws IOException {
    out.writeArrayStart();
    out.setItemCount(count);
  }

  private static void number(BinaryEncoder out, float value) throws IOException {
    if (Float.isFinite(value)) {
      out.writeIndex(NUMBER);
      out.writeFloat(value);
    } else {
      out.writeIndex(NULL);
    }
  }

  private static void number(BinaryEncoder out, double value) throws IOException {
    if (Double.isFinite(value)) {
      out.writeIndex(NUMBER);
      out.writeDouble(value);
    } else {
      out.writeIndex(NULL);
    }
  }
}
