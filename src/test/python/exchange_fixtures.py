"""Writes the fixtures of dev.foretide.exchange: model files as others write them, and what their
networks must put out.

Keras itself wrote none of them. They have its published layouts, written with h5py:
  keras3.keras          zip of config.json and model.weights.h5 (keras/src/saving/saving_lib.py)
  keras2-13.keras       the same with the group names of TensorFlow 2.12 and 2.13
  keras2.h5             attribute model_config, group model_weights (legacy/saving/legacy_h5_format.py)
  keras3.h5             the same with the configuration and weight names of Keras 3
The expected outputs are computed below with numpy from Keras' equations (gates i, f, c, o).
PyTorch's weights and outputs come from PyTorch; the safetensors bytes are written by their format.

Needs Debian's python3-h5py, python3-numpy, python3-torch:
  /usr/bin/python3 src/test/python/exchange_fixtures.py src/test/resources/dev/foretide/exchange
"""
import json
import io
import struct
import sys
import zipfile
from pathlib import Path

import h5py
import numpy as np
import torch

OUT = Path(sys.argv[1])
STEPS, FEATURES, HORIZON = 5, 2, 3
FIXED_TIME = (2026, 1, 1, 0, 0, 0)


def rnd(rng, *shape):
    return rng.uniform(-0.7, 0.7, shape).astype(np.float32)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def keras_lstm(x, kernel, recurrent, bias, units):
    h = c = np.zeros(units)
    out = []
    for row in x:
        z = row @ kernel + h @ recurrent + bias
        i, f, g, o = (z[k * units:(k + 1) * units] for k in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
    return np.array(out)


def layers(keras3):
    """Configurations of the layers, as either generation writes them."""
    def wrap(kind, config):
        if not keras3:
            return {"class_name": kind, "config": config}
        return {"module": "keras.layers", "class_name": kind, "config": config,
                "registered_name": None, "build_config": {"input_shape": [None, STEPS, FEATURES]}}

    def lstm(name, units, sequences, bias=True):
        return {"name": name, "trainable": True, "return_sequences": sequences,
                "return_state": False, "go_backwards": False, "stateful": False, "unroll": False,
                "units": units, "activation": "tanh", "recurrent_activation": "sigmoid",
                "use_bias": bias, "unit_forget_bias": True, "dropout": 0.0,
                "recurrent_dropout": 0.0}

    shape = [None, STEPS, FEATURES]
    start = {"batch_shape" if keras3 else "batch_input_shape": shape, "dtype": "float32",
             "name": "input_layer" if keras3 else "input_1"}
    relu = "relu"
    if keras3:
        relu = {"module": "builtins", "class_name": "function", "config": "relu",
                "registered_name": "function"}
    return [
        wrap("InputLayer", start),
        wrap("LSTM", lstm("lstm_6", 4, True)),
        wrap("Dropout", {"name": "dropout_6", "rate": 0.2, "seed": None}),
        wrap("LSTM", lstm("lstm_7", 3, False, bias=False)),
        wrap("Dense", {"name": "dense_8", "units": 5, "activation": relu, "use_bias": True}),
        wrap("Dense", {"name": "dense_9", "units": HORIZON, "activation": "linear",
                       "use_bias": False}),
        wrap("Activation", {"name": "activation", "activation": "tanh"}),
    ]


def sequential(keras3):
    config = {"name": "sequential_3", "layers": layers(keras3)}
    return {"module": "keras", "class_name": "Sequential", "config": config,
            "registered_name": None} if keras3 else {"class_name": "Sequential", "config": config}


def keras_zip(name, file, top, parts):
    held = io.BytesIO()
    with h5py.File(held, "w") as h5:
        for path, arrays in parts:
            group = h5.create_group(f"{top}/{path}/vars")
            for k, array in enumerate(arrays):
                group.create_dataset(str(k), data=array)
        h5.create_group(f"{top}/dropout/seed_generator/vars").create_dataset(
            "0", data=np.array([7, 0], dtype=np.uint32))
        h5.create_group("vars")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as z:
        for entry, data in (
                ("metadata.json", json.dumps({"keras_version": name})),
                ("config.json", json.dumps(sequential(True))),
                ("model.weights.h5", held.getvalue())):
            z.writestr(zipfile.ZipInfo(entry, FIXED_TIME), data)


def keras_h5(version, file, keras3, parts):
    with h5py.File(file, "w") as h5:
        h5.attrs["keras_version"] = version.encode()
        h5.attrs["backend"] = b"tensorflow"
        h5.attrs["model_config"] = json.dumps(sequential(keras3)).encode()
        weights = h5.create_group("model_weights")
        weights.attrs["layer_names"] = [name.encode() for name, _ in parts]
        for name, arrays in parts:
            group = weights.create_group(name)
            group.attrs["weight_names"] = [path.encode() for path, _ in arrays]
            for path, array in arrays:
                group.create_dataset(path, data=array)
        weights.create_group("top_level_model_weights").attrs["weight_names"] = []


def keras():
    rng = np.random.default_rng(1)
    k1, r1, b1 = rnd(rng, FEATURES, 16), rnd(rng, 4, 16), rnd(rng, 16)
    k2, r2 = rnd(rng, 4, 12), rnd(rng, 3, 12)
    d1, e1, d2 = rnd(rng, 3, 5), rnd(rng, 5), rnd(rng, 5, HORIZON)
    for version, file, top in (
            ("3.9.0", "keras3.keras", "layers"),
            ("2.13.1", "keras2-13.keras", "_layer_checkpoint_dependencies")):
        keras_zip(version, OUT / file, top, [
            ("lstm/cell", [k1, r1, b1]), ("lstm_1/cell", [k2, r2]),
            ("dense", [d1, e1]), ("dense_1", [d2])])
    keras_h5("2.15.0", OUT / "keras2.h5", False, [
        ("lstm_6", [("lstm_6/lstm_cell_6/kernel:0", k1),
                    ("lstm_6/lstm_cell_6/recurrent_kernel:0", r1),
                    ("lstm_6/lstm_cell_6/bias:0", b1)]),
        ("dropout_6", []),
        ("lstm_7", [("lstm_7/lstm_cell_7/kernel:0", k2),
                    ("lstm_7/lstm_cell_7/recurrent_kernel:0", r2)]),
        ("dense_8", [("dense_8/kernel:0", d1), ("dense_8/bias:0", e1)]),
        ("dense_9", [("dense_9/kernel:0", d2)]), ("activation", [])])
    keras_h5("3.9.0", OUT / "keras3.h5", True, [
        ("lstm_6", [("sequential_3/lstm_6/lstm_cell/kernel", k1),
                    ("sequential_3/lstm_6/lstm_cell/recurrent_kernel", r1),
                    ("sequential_3/lstm_6/lstm_cell/bias", b1)]),
        ("dropout_6", []),
        ("lstm_7", [("sequential_3/lstm_7/lstm_cell/kernel", k2),
                    ("sequential_3/lstm_7/lstm_cell/recurrent_kernel", r2)]),
        ("dense_8", [("sequential_3/dense_8/kernel", d1), ("sequential_3/dense_8/bias", e1)]),
        ("dense_9", [("sequential_3/dense_9/kernel", d2)]), ("activation", [])])
    x = rnd(rng, STEPS, FEATURES)
    y = keras_lstm(x.astype(np.float64), k1, r1, b1, 4)
    y = keras_lstm(y, k2, r2, 0, 3)[-1]
    y = np.tanh(np.maximum(y @ d1 + e1, 0) @ d2)
    return x, y


NAMES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16"}


def safetensors(file, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in sorted(tensors.items()):
        raw = tensor.contiguous().view(torch.int16).numpy().tobytes() \
            if tensor.dtype == torch.bfloat16 else tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(FEATURES, 4, num_layers=2, batch_first=True)
        self.fc = torch.nn.Linear(4, HORIZON)

    def forward(self, x):
        return self.fc(self.lstm(x)[0][:, -1])


def pytorch(x):
    torch.manual_seed(2)
    net = Net()
    safetensors(OUT / "pytorch.safetensors", net.state_dict())
    y = net(torch.from_numpy(x)[None])[0].detach().numpy()
    mixed = {}
    for k, (name, value) in enumerate(net.state_dict().items()):
        kind = (torch.float64, torch.float16, torch.bfloat16)[k % 3]
        mixed[name] = value.to(kind)
        value.copy_(mixed[name].float())
    safetensors(OUT / "pytorch-mixed.safetensors", mixed)
    z = net(torch.from_numpy(x)[None])[0].detach().numpy()
    reverse = torch.nn.LSTM(FEATURES, 2, bidirectional=True)
    safetensors(OUT / "pytorch-bidirectional.safetensors", reverse.state_dict())
    projected = torch.nn.LSTM(FEATURES, 4, proj_size=2)
    safetensors(OUT / "pytorch-projected.safetensors", projected.state_dict())
    gru = torch.nn.GRU(FEATURES, 4)
    safetensors(OUT / "pytorch-gru.safetensors", gru.state_dict())
    return y, z


x, y = keras()
z, mixed = pytorch(x)
(OUT / "expected.json").write_text(json.dumps({
    "window": np.asarray(x, float).round(9).ravel().tolist(),
    "keras": y.tolist(), "pytorch": z.astype(float).tolist(),
    "pytorch-mixed": mixed.astype(float).tolist()}, indent=1) + "\n")
