#!/usr/bin/env bash
# Breeze 2.1.0 (pinv) and ND4J 1.0.0-M2.1 (InvertMatrix.pinvert) have no cut for singular values that are
# rounding: of a between-class covariance (D x D, rank K - 1) both invert all D directions, so that
# NC1 = tr(Sigma_W Sigma_B^+)/K is noise of 1e10 and beyond, of either sign.
# Why it matters here: they are the usual linear algebra of Spark and of Deeplearning4j, whose users compute
# NC1 from its formula. Take singular vectors of the class means instead (at most K - 1), or EJML, ojAlgo,
# commons-math (SVD), which cut.
# Seen (D = 64, K = 10): Breeze -1e14 times the value, ND4J 1e15 times, commons-math 1.000000 times.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>pinv</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.scalanlp</groupId><artifactId>breeze_2.13</artifactId><version>2.1.0</version></dependency>
    <dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version></dependency>
    <dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.19-1.5.7</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.7</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.apache.commons</groupId><artifactId>commons-math3</artifactId><version>3.6.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Pinv.java <<'JAVA'
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.inverse.InvertMatrix;

public class Pinv {
  static final int D = 64;
  static final int K = 10;

  public static void main(String[] args) {
    Random random = new Random(7);
    RealMatrix means = new Array2DRowRealMatrix(K, D);
    for (int c = 0; c < K; c++) {
      for (int j = 0; j < D; j++) {
        means.setEntry(c, j, random.nextGaussian());
      }
    }
    for (int j = 0; j < D; j++) {
      double[] column = means.getColumn(j);
      double mean = java.util.Arrays.stream(column).average().getAsDouble();
      for (int c = 0; c < K; c++) {
        means.setEntry(c, j, column[c] - mean);
      }
    }
    RealMatrix noise = new Array2DRowRealMatrix(400, D);
    for (int i = 0; i < 400; i++) {
      for (int j = 0; j < D; j++) {
        noise.setEntry(i, j, 0.05 * random.nextGaussian());
      }
    }
    RealMatrix within = noise.transpose().multiply(noise).scalarMultiply(1.0 / 400);
    RealMatrix between = means.transpose().multiply(means).scalarMultiply(1.0 / K);
    SingularValueDecomposition svd = new SingularValueDecomposition(means);
    double right = 0;
    for (int j = 0; j < K - 1; j++) {
      double s = svd.getSingularValues()[j];
      right += svd.getV().getColumnVector(j).dotProduct(within.operate(svd.getV().getColumnVector(j))) / (s * s / K);
    }
    double commons = trace(within, new SingularValueDecomposition(between).getSolver().getInverse().getData()) / right;
    double breeze = trace(within, breeze(between.getData())) / right;
    double nd4j = trace(within, InvertMatrix.pinvert(Nd4j.createFromArray(between.getData()), false).toDoubleMatrix()) / right;
    System.out.printf("NC1 %.6g; by Breeze %.4g times that, by ND4J %.4g times, by commons-math %.6f times%n", right / K, breeze, nd4j, commons);
    if (!(Math.abs(breeze) > 1e6 && Math.abs(nd4j) > 1e6 && Math.abs(commons - 1) < 1e-6)) {
      System.out.println("changed: expected noise of Breeze and ND4J, and the right value of commons-math");
      System.exit(1);
    }
  }

  static double trace(RealMatrix within, double[][] inverse) {
    return within.multiply(new Array2DRowRealMatrix(inverse)).getTrace();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static double[][] breeze(double[][] a) {
    double[] flat = new double[D * D];
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        flat[j * D + i] = a[i][j];
      }
    }
    Object matrix = breeze.linalg.DenseMatrix$.MODULE$.create$mDc$sp(D, D, flat, breeze.storage.Zero$.MODULE$.DoubleZero());
    breeze.generic.UFunc.UImpl pinv = (breeze.generic.UFunc.UImpl) (Object) breeze.linalg.pinv$.MODULE$.pinvFromSVD_Double();
    double[] inverse = (double[]) ((breeze.linalg.DenseMatrix) pinv.apply(matrix)).data();
    double[][] rows = new double[D][D];
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        rows[i][j] = inverse[j * D + i];
      }
    }
    return rows;
  }
}
JAVA
java -cp 'lib/*' Pinv.java 2>/dev/null
