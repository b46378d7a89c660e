package dev.foretide.peers;

import ai.onnxruntime.OrtEnvironment;

/**
 * Text of golden values, a line each: a name, and numbers that read back to the same float. Of a
 * long array a sample is kept: every stride-th value, and the largest size of all of them, which
 * differences are measured by.
 */
final class GoldenFile {
  private static final int SAMPLE = 128;

  private final StringBuilder text = new StringBuilder();

  GoldenFile() {
    text.append("# Written by dev.foretide.peers.GoldenValues with ONNX Runtime ")
        .append(OrtEnvironment.getEnvironment().getVersion())
        .append(" and ")
        .append(PyTorchNetwork.version())
        .append(".\n");
  }

  void fact(String name, Object value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  void whole(String name, float[] values) {
    append(name, values, 1);
  }

  /** Appends {@code NAME max MAX stride STRIDE VALUES}. */
  void sample(String name, float[] values) {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
    }
    int stride = (values.length + SAMPLE - 1) / SAMPLE;
    if (stride > 1) {
      stride |= 1; // odd, so that all gates and columns are met
    }
    append(name + " max " + max + " stride " + stride, values, stride);
  }

  private void append(String name, float[] values, int stride) {
    text.append(name);
    for (int j = 0; j < values.length; j += stride) {
      text.append(' ').append(values[j]);
    }
    text.append('\n');
  }

  String text() {
    return text.toString();
  }
}
