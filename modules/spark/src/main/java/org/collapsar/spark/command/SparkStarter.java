package org.collapsar.spark.command;

import java.io.IOException;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.classic.SparkSession;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.cluster.Cluster;
import org.collapsar.lab.cluster.ClusterStarter;

/**
 * Starts sessions of Spark. System properties that begin with {@code spark.}, as {@code
 * spark-submit} sets them, come before the settings here.
 */
public final class SparkStarter implements ClusterStarter {
  private static final String MASTER = "spark.master";

  @Override
  public Cluster start(String master, String name) {
    Logs.quiet();
    requireHadoop();
    SparkConf conf = conf(master, name);
    try {
      // One that is here belongs to whoever started it: a notebook, a test.
      boolean there = SparkSession.getDefaultSession().isDefined();
      SparkSession session = SparkSession.builder().config(conf).getOrCreate();
      return new SparkCluster(session, !there);
    } catch (RuntimeException e) {
      throw new FailedException("--spark " + master + ": " + Failures.line(e), e);
    }
  }

  /**
   * Asks Hadoop for the user, as it does for every file. Since Java 24 the call that it makes
   * throws (Subject.getSubject), and what Spark says then helps nobody.
   *
   * @throws BadInputException if that fails
   */
  private static void requireHadoop() {
    try {
      UserGroupInformation.getCurrentUser();
    } catch (UnsupportedOperationException e) {
      throw new BadInputException(
          "--spark: expected Java 17 to 23, on which Spark's Hadoop "
              + VersionInfo.getVersion()
              + " can ask for the user, found Java "
              + Runtime.version().feature()
              + ": set JAVA_HOME to such a one",
          e);
    } catch (IOException e) {
      throw new FailedException("--spark: Hadoop knows no user: " + Failures.line(e), e);
    }
  }

  /**
   * The settings of a session.
   *
   * @throws BadInputException if {@code spark-submit} names another master
   */
  static SparkConf conf(String master, String name) {
    SparkConf conf = new SparkConf(true);
    if (!conf.get(MASTER, master).equals(master)) {
      throw new BadInputException(
          "--spark: expected "
              + conf.get(MASTER)
              + ", as the property spark.master says, found "
              + master);
    }
    conf.setMaster(master)
        .setIfMissing("spark.app.name", name)
        .setIfMissing("spark.ui.enabled", "false")
        .setIfMissing("spark.ui.showConsoleProgress", "false");
    boolean local = master.startsWith("local");
    if (local || master.startsWith("spark://127.0.0.1:")) {
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1")
          .setIfMissing("spark.driver.host", "127.0.0.1");
    }
    if (!local) {
      conf.setIfMissing("spark.jars", String.join(",", OwnJars.paths()));
      conf.setIfMissing("spark.executorEnv.OPENBLAS_NUM_THREADS", "1");
    }
    return conf;
  }
}
