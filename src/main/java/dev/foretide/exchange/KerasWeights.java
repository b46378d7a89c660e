package dev.foretide.exchange;

import dev.foretide.nn.Tensor;
import java.util.List;

/** Where the weights of a Keras model's layers are found in its HDF5 file. */
interface KerasWeights {
  /**
   * The weights of one layer in Keras' order: kernel, then the recurrent kernel of an LSTM, then
   * the bias where there is one.
   *
   * @throws dev.foretide.model.ModelFormatException where they are not in the file
   */
  List<Tensor> of(KerasLayer layer);
}
