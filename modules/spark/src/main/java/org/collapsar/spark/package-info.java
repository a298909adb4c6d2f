/** Neural collapse of features in data sets of Apache Spark, by the plan of measurement. */
@NullMarked
package org.collapsar.spark;

import org.jspecify.annotations.NullMarked;
