#!/usr/bin/env bash
# Hipparchus 4.0.3 (hipparchus-stat): MultivariateSummaryStatistics.getCovariance and getStandardDeviation are
# differences of sums of products. StreamingStatistics, of the same package and as streaming, updates its variance
# stably, and Covariance takes two passes. On features with a large common mean and a small spread they differ by
# three orders of magnitude, and the streamed covariance has negative eigenvalues.
# Why it matters here: that is how features behind a ReLU look at the end of training (a large mean, NC1 near 0). A
# within-class covariance summed by this class gives a plausible NC1 of noise, or an undefined root.
# Seen (1000 samples, deviation 1e-3, mean 1e6): variance 0.00154 by MultivariateSummaryStatistics, 9.59e-7 by
# StreamingStatistics and by Covariance; eigenvalues 0.0030, -2.6e-5, -0.0015. With mean 0 all agree to 12 digits.
set -euo pipefail
command -v mvn >/dev/null || { echo "needs Maven and a JDK 17 or newer"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>covariance</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.hipparchus</groupId><artifactId>hipparchus-stat</artifactId><version>4.0.3</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Spread.java <<'JAVA'
import java.util.Arrays;
import java.util.Random;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.stat.correlation.Covariance;
import org.hipparchus.stat.descriptive.MultivariateSummaryStatistics;
import org.hipparchus.stat.descriptive.StreamingStatistics;

public class Spread {
  public static void main(String[] args) {
    boolean same = true;
    for (double mean : new double[] {0, 1e6}) {
      Random random = new Random(1);
      MultivariateSummaryStatistics summary = new MultivariateSummaryStatistics(3, true);
      StreamingStatistics first = new StreamingStatistics();
      double[][] samples = new double[1000][3];
      for (double[] sample : samples) {
        Arrays.setAll(sample, j -> mean + 1e-3 * random.nextGaussian());
        summary.addValue(sample);
        first.addValue(sample[0]);
      }
      double summed = summary.getCovariance().getEntry(0, 0);
      double streamed = first.getVariance();
      double twoPass = new Covariance(samples).getCovarianceMatrix().getEntry(0, 0);
      double[] eigenvalues = new EigenDecompositionSymmetric(summary.getCovariance()).getEigenvalues();
      System.out.printf("mean %.0e: variance %.3g, streaming %.3g, two passes %.3g; eigenvalues %s%n",
          mean, summed, streamed, twoPass, Arrays.toString(eigenvalues));
      same &= Math.abs(streamed / twoPass - 1) < 1e-6;
      same &= mean == 0
          ? Math.abs(summed / twoPass - 1) < 1e-12
          : summed > 100 * twoPass && eigenvalues[2] < 0;
    }
    if (!same) {
      System.out.println("changed: expected a summed variance that is 100 times too large and a negative eigenvalue at mean 1e6");
      System.exit(1);
    }
  }
}
JAVA
java -cp 'lib/*' Spread.java
