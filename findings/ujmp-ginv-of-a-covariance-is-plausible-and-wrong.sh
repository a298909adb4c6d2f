#!/usr/bin/env bash
# UJMP 0.3.0: Matrix.ginv() of a between-class covariance is a generalised inverse (A G A = A), not that of
# Moore and Penrose. NC1 = tr(Sigma_W Sigma_B^+)/K comes out of it finite, positive and 5 to 70 times too
# large: 0.0028 for 0.00033 (D = 64, K = 10), with nothing to show that it is wrong. pinv() of the same
# class is right.
# Why it matters here: "ginv" is the name of the Moore-Penrose inverse in R (MASS), and NC1 is printed on
# logarithmic axes, where a factor of 8 looks like another epoch.
# Seen: ginv 8.39 times the value by singular vectors of the class means, pinv 1.00 times.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>ujmp</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.ujmp</groupId><artifactId>ujmp-core</artifactId><version>0.3.0</version></dependency>
    <dependency><groupId>org.apache.commons</groupId><artifactId>commons-math3</artifactId><version>3.6.1</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Ginv.java <<'JAVA'
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

public class Ginv {
  public static void main(String[] args) {
    int d = 64;
    int k = 10;
    int each = 40;
    Random random = new Random(7);
    double[][] means = new double[k][d];
    double[] centre = new double[d];
    RealMatrix within = new Array2DRowRealMatrix(d, d);
    for (int c = 0; c < k; c++) {
      double[][] rows = new double[each][d];
      double[] place = random.doubles(d, -2, 2).toArray();
      for (double[] row : rows) {
        for (int j = 0; j < d; j++) {
          row[j] = place[j] + 0.05 * random.nextGaussian();
          means[c][j] += row[j] / each;
        }
      }
      for (double[] row : rows) {
        for (int j = 0; j < d; j++) {
          row[j] -= means[c][j];
        }
      }
      RealMatrix deviations = new Array2DRowRealMatrix(rows);
      within = within.add(deviations.transpose().multiply(deviations).scalarMultiply(1.0 / (k * each)));
      for (int j = 0; j < d; j++) {
        centre[j] += means[c][j] / k;
      }
    }
    for (double[] mean : means) {
      for (int j = 0; j < d; j++) {
        mean[j] -= centre[j];
      }
    }
    RealMatrix m = new Array2DRowRealMatrix(means);
    SingularValueDecomposition svd = new SingularValueDecomposition(m);
    double right = 0;
    for (int j = 0; j < k - 1; j++) {
      double s = svd.getSingularValues()[j];
      right += svd.getV().getColumnVector(j).dotProduct(within.operate(svd.getV().getColumnVector(j))) / (s * s / k);
    }
    RealMatrix between = m.transpose().multiply(m).scalarMultiply(1.0 / k);
    org.ujmp.core.Matrix a = org.ujmp.core.Matrix.Factory.importFromArray(between.getData());
    double ginv = within.multiply(new Array2DRowRealMatrix(a.ginv().toDoubleArray())).getTrace() / right;
    double pinv = within.multiply(new Array2DRowRealMatrix(a.pinv().toDoubleArray())).getTrace() / right;
    System.out.printf("NC1 %.6g, by ginv() %.4g times that, by pinv() %.6f times%n", right / k, ginv, pinv);
    if (!(ginv > 2 && ginv < 1000 && Math.abs(pinv - 1) < 1e-6)) {
      System.out.println("changed: expected ginv() plausible but wrong and pinv() right");
      System.exit(1);
    }
  }
}
JAVA
java -cp 'lib/*' Ginv.java
