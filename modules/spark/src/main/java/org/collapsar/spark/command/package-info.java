/** Work of the command line on Apache Spark: sessions, measurements of files, runs of sweeps. */
@NullMarked
package org.collapsar.spark.command;

import org.jspecify.annotations.NullMarked;
