package org.collapsar.spark.command;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.classic.SparkSession;
import org.collapsar.lab.cluster.Cluster;
import org.collapsar.lab.measure.RemoteTables;
import org.collapsar.lab.run.RunPlace;

/** Session of Spark that takes work of the command line. */
final class SparkCluster implements Cluster {
  private final SparkSession session;
  private final boolean own;

  /**
   * Takes a session.
   *
   * @param own whether it ends with this
   */
  SparkCluster(SparkSession session, boolean own) {
    this.session = session;
    this.own = own;
  }

  @Override
  public RunPlace runs() {
    return new SparkRuns(JavaSparkContext.fromSparkContext(session.sparkContext()));
  }

  @Override
  public RemoteTables tables() {
    return new SparkTables(session);
  }

  @Override
  public void close() {
    if (own) {
      session.stop();
    }
  }
}
