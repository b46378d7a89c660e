package dev.foretide.nn;

/**
 * The working arrays of one caller of one {@link Network}. Holds nothing between calls: the state
 * of a sequence is the caller's. One owner at a time.
 */
public final class Workspace {
  final Network network;
  final StepLayer.Scratch[] scratch;

  Workspace(Network network, StepLayer.Scratch[] scratch) {
    this.network = network;
    this.scratch = scratch;
  }
}
