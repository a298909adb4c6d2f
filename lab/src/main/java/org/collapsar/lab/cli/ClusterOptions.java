package org.collapsar.lab.cli;

import org.collapsar.lab.cluster.Cluster;
import org.collapsar.lab.cluster.ClusterStarter;
import org.collapsar.modules.Modules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the work is done, if not on this machine alone: measure, sweep. */
final class ClusterOptions {
  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Work on Apache Spark: local[*] needs no installation; spark://HOST:PORT, yarn and others"
              + " as Spark names them.")
  private @Nullable String master;

  boolean isGiven() {
    return master != null;
  }

  /**
   * Connects to the cluster.
   *
   * @param command for which
   * @throws org.collapsar.BadInputException if there is no such master
   * @throws org.collapsar.modules.MissingModuleException without the module
   * @throws org.collapsar.FailedException if it cannot be reached
   */
  Cluster start(String command) {
    String given = Terminal.named("--spark", String.valueOf(master));
    Modules.require(Modules.SPARK, "--spark");
    return Modules.services(ClusterStarter.class).get(0).start(given, "collapsar " + command);
  }
}
