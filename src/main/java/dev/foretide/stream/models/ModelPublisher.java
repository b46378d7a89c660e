package dev.foretide.stream.models;

import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelFormatException;
import dev.foretide.stream.cluster.Names;
import dev.foretide.train.Probation;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Writes versions and pointers to the models topic as output of a trainer's task, and takes
 * versions away of which there are too many: of those that were promoted, and of those that were
 * not, the newest are kept. Owned by one stream thread.
 */
public final class ModelPublisher {
  private final ProcessorContext<String, byte[]> out;
  private final ServingModels models;
  private final int keep;
  private final @Nullable ReadOnlyKeyValueStore<String, byte[]> versions;

  /**
   * @param keep versions kept per group
   */
  public ModelPublisher(ProcessorContext<String, byte[]> out, ServingModels models, int keep) {
    this.out = out;
    this.models = models;
    this.keep = keep;
    this.versions = out.getStateStore(Names.MODELS_STORE);
  }

  /** A version on the topic as this instance knows it, or null. */
  public @Nullable Model version(String group, int version) {
    byte[] bytes =
        version == 0 || versions == null ? null : versions.get(new ModelKey(group, version).text());
    try {
      return bytes == null ? null : ModelCodec.read(bytes);
    } catch (ModelFormatException e) {
      return null;
    }
  }

  /**
   * Publishes a version.
   *
   * @param serves whether the pointer moves to it
   * @param watch the watch that goes on, whose versions stay
   */
  public void publish(Model model, boolean serves, @Nullable Probation watch) {
    long now = out.currentSystemTimeMs();
    String group = model.group();
    out.forward(
        new Record<>(new ModelKey(group, model.version()).text(), ModelCodec.write(model), now));
    if (serves) {
      out.forward(new Record<>(group, ModelKey.pointer(model.version()), now));
    }
    takeAway(model, serves, watch, now);
    out.commit();
  }

  private void takeAway(Model newest, boolean serves, @Nullable Probation watch, long now) {
    String group = newest.group();
    Model serving = models.serving(group);
    int promoted = serves ? 1 : 0;
    int rejected = 1 - promoted;
    List<Integer> known = models.versions(group);
    for (int i = known.size() - 1; i >= 0; i--) {
      int version = known.get(i);
      boolean was = models.wasRejected(group, version);
      int newer = was ? rejected++ : promoted++;
      boolean needed =
          (serving != null && serving.version() == version)
              || (watch != null
                  && (watch.trusted().version() == version
                      || watch.promoted().version() == version));
      if (newer >= keep && !needed) {
        out.forward(new Record<>(new ModelKey(group, version).text(), null, now));
      }
    }
  }

  /** Lets the version from before a promotion serve again. */
  public void rollBack(Probation watch, String reason) {
    String because = "rolled back from %d: %s".formatted(watch.promoted().version(), reason);
    out.forward(
        new Record<>(
            watch.trusted().group(),
            ModelKey.pointer(watch.trusted().version(), because),
            out.currentSystemTimeMs()));
    out.commit();
  }
}
