package dev.foretide.nn;

import java.util.List;

/**
 * Runs the tasks of one training, at once where it can.
 *
 * <p>What comes of a training must not depend on who runs it: a task writes to arrays of its own,
 * and the caller sums them in a fixed order.
 */
@FunctionalInterface
public interface Workers {
  /** The caller alone, one task after the other. */
  Workers SERIAL = tasks -> tasks.forEach(Runnable::run);

  /**
   * Runs tasks and returns when none is running any more; what they wrote is then seen by the
   * caller. If one throws, the exception reaches the caller, and tasks not yet begun are left out.
   *
   * @param tasks independent of each other and of their order
   */
  void run(List<? extends Runnable> tasks);
}
