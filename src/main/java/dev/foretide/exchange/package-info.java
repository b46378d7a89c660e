/**
 * Models in the file formats of others: ONNX out, Keras and PyTorch weights in.
 *
 * <p>Start with {@link dev.foretide.exchange.OnnxExport} for the way out and {@link
 * dev.foretide.exchange.NetworkImport} for the way in, which finds out what a file is. What comes
 * in is a {@link dev.foretide.nn.Network} and nothing else: which series it is for, and what its
 * inputs and outputs mean, is said by whoever imports it. A file is untrusted: each fault is
 * refused with a {@link dev.foretide.model.ModelFormatException} that names layer or tensor, value
 * and rule, and arrays are made only of sizes that the bytes hold.
 *
 * <p>Protobuf's wire format is written field by field, because the few messages needed do not
 * justify generated code. HDF5 is read with jHDF, which is plain Java. Nothing here knows a clock,
 * a thread, a logger or Kafka.
 */
@NullMarked
package dev.foretide.exchange;

import org.jspecify.annotations.NullMarked;
