package org.collapsar.lab.cluster;

import org.collapsar.lab.measure.RemoteTables;
import org.collapsar.lab.run.RunPlace;

/** Cluster that takes work. */
public interface Cluster extends AutoCloseable {

  /** {@return where runs are trained, a task per run} */
  RunPlace runs();

  /** {@return what measures tables} */
  RemoteTables tables();

  /** Lets go of the cluster; what it has not finished ends. */
  @Override
  void close();
}
