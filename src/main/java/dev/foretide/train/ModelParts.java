package dev.foretide.train;

import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Network;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.train.history.GroupLearner;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a challenger is put together from, see {@link Model}. */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record ModelParts(
    @Nullable LinearHeads heads,
    @Nullable Network network,
    int networkVersion,
    NetworkEncoding encoding,
    float[] residualScale) {

  /** Heads on which no network stands. */
  static ModelParts ofHeads(@Nullable LinearHeads heads, int horizon) {
    float[] scale = new float[horizon];
    Arrays.fill(scale, 1);
    return new ModelParts(heads, null, 0, NetworkEncoding.Relative.ON_HEAD, scale);
  }

  /** New heads under the network of a model. */
  static ModelParts ofHeads(LinearHeads heads, Model under) {
    return new ModelParts(
        heads, under.network(), under.networkVersion(), under.encoding(), under.residualScale());
  }

  /**
   * The model of a training.
   *
   * @param errors mean squared errors
   */
  Model model(TrainingJob job, ExpertTable errors) {
    GroupLearner learner = job.learner();
    return new Model(
        job.group(),
        job.version(),
        networkVersion,
        learner.shape(),
        heads,
        heads == null ? Map.of() : learner.ownHeads(),
        network,
        encoding,
        residualScale,
        errors,
        Provenance.NONE);
  }

  /** A model of which nothing is known yet. */
  Model model(TrainingJob job) {
    return model(job, new ExpertTable(residualScale.length));
  }

  /**
   * Adds a network's errors in the proportion that they had to those of what stands beside it.
   *
   * @param errors changed
   * @param judged errors of the network and what stands beside it, on one holdout
   */
  static void addNetwork(ExpertTable errors, ExpertTable judged, Expert beside) {
    for (int lead = 1; lead <= errors.horizon(); lead++) {
      float lstm = judged.get(lead, Expert.LSTM);
      float other = judged.get(lead, beside);
      float now = errors.get(lead, beside);
      errors.set(lead, Expert.LSTM, other > 0 ? lstm / other * now : lstm);
    }
  }
}
