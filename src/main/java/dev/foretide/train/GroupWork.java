package dev.foretide.train;

import java.util.concurrent.Callable;

/** Work for a model group, done by one thread that need not be the group's owner. */
public interface GroupWork extends Callable<GroupReport> {
  @Override
  GroupReport call();
}
