package dev.foretide.series;

/** What a window and its scale know of a series; changes with them. */
public record WindowContext(Window window, Scale scale) implements SeriesContext {
  @Override
  public int size() {
    return window.size();
  }

  @Override
  public float value(int age, int feature) {
    return window.value(age, feature);
  }

  @Override
  public void copy(int age, int feature, float[] values, int count) {
    window.copy(age, feature, values, count);
  }

  @Override
  public boolean measured(int age, int feature) {
    return window.measured(age, feature);
  }

  @Override
  public double level(int feature) {
    return scale.level(feature);
  }

  @Override
  public double spread(int feature) {
    return scale.spread(feature);
  }

  @Override
  public double change(int feature) {
    return scale.change(feature);
  }
}
