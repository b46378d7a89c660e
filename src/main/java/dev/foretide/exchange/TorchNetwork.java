package dev.foretide.exchange;

import dev.foretide.exchange.NetworkAssembly.LstmWeights;
import dev.foretide.model.ModelFormatException;
import dev.foretide.model.Safetensors;
import dev.foretide.nn.Activation;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network from the weights of a PyTorch module, {@code state_dict} as safetensors. There is no
 * description of the module in such a file, so its layers are read off names and shapes: one {@code
 * torch.nn.LSTM} ({@code weight_ih_l0} [4 H, I], ...; any prefix), and behind it at most one {@code
 * torch.nn.Linear} (any name, no activation). Gates stand i, f, g, o there as here.
 */
final class TorchNetwork {
  private static final Pattern LSTM_PART =
      Pattern.compile("(.*?)(weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)_l(\\d{1,3})(\\w*)");

  private final Map<String, Tensor> rest;
  private String prefix = "";

  private TorchNetwork(Map<String, Tensor> tensors) {
    this.rest = new LinkedHashMap<>(tensors);
  }

  /**
   * Reads the bytes of a file.
   *
   * @throws ModelFormatException naming the tensor and the rule
   */
  static Network read(byte[] bytes) {
    return new TorchNetwork(Safetensors.readForeign(bytes).tensors()).network();
  }

  private Network network() {
    int lstms = countLstms();
    NetworkAssembly assembly = new NetworkAssembly();
    for (int layer = 0; layer < lstms; layer++) {
      String suffix = "_l" + layer;
      assembly.lstm(
          "LSTM layer " + layer,
          new LstmWeights(
              take(prefix + "weight_ih" + suffix),
              take(prefix + "weight_hh" + suffix),
              rest.remove(prefix + "bias_ih" + suffix),
              rest.remove(prefix + "bias_hh" + suffix)));
    }
    addDense(assembly);
    return assembly.build();
  }

  /** Number of layers of the one LSTM; whatever makes it another kind of LSTM is refused. */
  private int countLstms() {
    TreeSet<String> prefixes = new TreeSet<>();
    int layers = 0;
    for (String name : rest.keySet()) {
      Matcher part = LSTM_PART.matcher(name);
      if (!part.matches()) {
        continue;
      }
      if (part.group(4).equals("_reverse")) {
        throw new ModelFormatException(
            "tensor " + name + ": the LSTM is bidirectional, must run forward only");
      }
      if (part.group(2).equals("weight_hr")) {
        throw new ModelFormatException(
            "tensor " + name + ": the LSTM has a projection (proj_size), must have none");
      }
      prefixes.add(part.group(1));
      layers = Math.max(layers, Integer.parseInt(part.group(3)) + 1);
    }
    if (prefixes.size() != 1) {
      throw new ModelFormatException(
          "modules with weight_ih_l0 are %s, must be one LSTM".formatted(prefixes));
    }
    prefix = prefixes.first();
    return layers;
  }

  private Tensor take(String name) {
    Tensor tensor = rest.remove(name);
    if (tensor == null) {
      throw new ModelFormatException("tensor " + name + " is missing");
    }
    return tensor;
  }

  private void addDense(NetworkAssembly assembly) {
    List<String> weights =
        new ArrayList<>(rest.keySet().stream().filter(name -> name.endsWith("weight")).toList());
    if (weights.size() == 1) {
      String weight = weights.get(0);
      String name = weight.substring(0, weight.length() - "weight".length());
      Tensor bias = rest.remove(name + "bias");
      assembly.dense("linear layer " + name, take(weight), bias, Activation.LINEAR);
    }
    if (!rest.isEmpty()) {
      throw new ModelFormatException(
          "tensors %s are left over, must be weight and bias of one linear layer behind the LSTM"
              .formatted(rest.keySet()));
    }
  }
}
