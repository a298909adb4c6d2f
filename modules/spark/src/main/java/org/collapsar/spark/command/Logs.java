package org.collapsar.spark.command;

/**
 * Spark's log, which tells of every step by default. Here warnings go to standard error, unless
 * somebody has configured it.
 */
final class Logs {
  private static final String CONFIGURATION = "log4j2.configurationFile";

  private static final String PROVIDER = "slf4j.provider";

  private static final String VERBOSITY = "slf4j.internal.verbosity";

  private Logs() {}

  /** Has to be called before anything of Spark logs. */
  static void quiet() {
    // Other modules bring a log that says nothing, and SLF4J would complain of the two.
    if (System.getProperty(PROVIDER) == null) {
      System.setProperty(PROVIDER, "org.apache.logging.slf4j.SLF4JServiceProvider");
      if (System.getProperty(VERBOSITY) == null) {
        System.setProperty(VERBOSITY, "WARN"); // it tells of the choice otherwise
      }
    }
    if (System.getProperty(CONFIGURATION) == null
        && System.getProperty("log4j.configurationFile") == null) {
      System.setProperty(CONFIGURATION, "org/collapsar/spark/command/log4j2.properties");
    }
  }
}
