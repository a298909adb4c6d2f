package org.collapsar.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.package$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.Modules;

/** The module spark. */
public final class SparkModule implements InstalledModule {

  @Override
  public String name() {
    return Modules.SPARK.name();
  }

  /**
   * Builds a configuration and a schema, without a session: no port is opened and no file written.
   */
  @Override
  public String library() {
    SparkConf configuration = new SparkConf(false).setMaster("local[1]").setAppName("doctor");
    StructType schema =
        new StructType().add("features", DataTypes.createArrayType(DataTypes.FloatType));
    if (!configuration.contains("spark.master") || schema.length() != 1) {
      throw new IllegalStateException("expected a schema of one column, found " + schema);
    }
    return "Spark " + package$.MODULE$.SPARK_VERSION();
  }
}
