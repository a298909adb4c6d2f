package org.collapsar.lab.cluster;

/** Starter of work on clusters; a module has one. */
public interface ClusterStarter {

  /**
   * Connects to a cluster.
   *
   * @param master as {@code --spark} takes it, for example {@code local[2]} or {@code
   *     spark://host:7077}
   * @param name of the work, as the cluster lists it
   * @return the cluster; has to be closed
   * @throws org.collapsar.BadInputException if there is no such kind of master, or this Java cannot
   *     work with the cluster's libraries
   * @throws org.collapsar.FailedException if the cluster cannot be reached
   */
  Cluster start(String master, String name);
}
