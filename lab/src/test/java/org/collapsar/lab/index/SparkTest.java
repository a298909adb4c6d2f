package org.collapsar.lab.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SparkTest {

  @Test
  void aShortCurveIsAsItIs() {
    Spark spark = new Spark();
    spark.add(3);
    spark.add(Double.NaN);
    spark.add(1);
    assertThat(spark.curve()).containsExactly(new Spark.Point(0, 3), new Spark.Point(2, 1));
  }

  /** Each bucket against its points, for curves of many lengths. */
  @Test
  void everyPeakIsKept() {
    Random random = new Random(3);
    for (int n : new int[] {1, 47, 48, 49, 97, 200, 1000, 5000}) {
      double[] values = random.doubles(n).map(v -> v < 0.1 ? Double.NaN : v).toArray();
      Spark spark = new Spark();
      for (double value : values) {
        spark.add(value);
      }
      List<Spark.Point> curve = spark.curve();
      assertThat(curve.size()).isLessThanOrEqualTo(2 * Spark.BUCKETS);
      int at = 0;
      for (int from = 0; from < n; from += spark.width()) {
        int least = -1;
        int greatest = -1;
        for (int i = from; i < Math.min(n, from + spark.width()); i++) {
          if (!Double.isNaN(values[i])) {
            least = least < 0 || values[i] < values[least] ? i : least;
            greatest = greatest < 0 || values[i] > values[greatest] ? i : greatest;
          }
        }
        if (least < 0) {
          continue;
        }
        assertThat(curve.get(at++).value()).isEqualTo(values[Math.min(least, greatest)]);
        if (least != greatest) {
          assertThat(curve.get(at++).value()).isEqualTo(values[Math.max(least, greatest)]);
        }
      }
      assertThat(at).isEqualTo(curve.size());
      assertThat(Spark.of(spark.numbers()).curve()).isEqualTo(curve);
    }
  }
}
