package org.collapsar.spark;

import org.apache.spark.sql.SparkSession;

/** The session of the tests: two threads, no page, no port but that of the driver itself. */
final class Sessions {
  private Sessions() {}

  /** One for all tests of the JVM; it stops with it. */
  static SparkSession local() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("collapsar")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse")
        .getOrCreate();
  }
}
