#!/usr/bin/env bash
# Hipparchus 4.0.3 (hipparchus-core): LUDecomposition calls a matrix singular where a pivot is below 1e-11, and
# CholeskyDecomposition refuses a diagonal below 1e-10, both absolute, by default. The determinant is then 0.0,
# without an exception. QR, singular values and MatrixUtils.inverse of the same matrix are right.
# Why it matters here: within-class covariances shrink to this size under neural collapse, well-conditioned or not.
# A discriminant, a Mahalanobis distance or a whitening by these classes ends at the epoch that is of interest.
# Seen ({{4e-12, 1e-12}, {1e-12, 3e-12}}, condition number 1.9): LU singular, determinant 0.0 for 1.1e-23; Cholesky
# "not positive definite matrix"; MatrixUtils.inverse right to 15 digits. The same times 1e12: all right.
set -euo pipefail
command -v mvn >/dev/null || { echo "needs Maven and a JDK 17 or newer"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>thresholds</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.hipparchus</groupId><artifactId>hipparchus-core</artifactId><version>4.0.3</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Small.java <<'JAVA'
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

public class Small {
  public static void main(String[] args) {
    RealMatrix one = MatrixUtils.createRealMatrix(new double[][] {{4, 1}, {1, 3}});
    RealMatrix small = one.scalarMultiply(1e-12);
    LUDecomposition lu = new LUDecomposition(small);
    String cholesky = "no exception";
    try {
      new CholeskyDecomposition(small);
    } catch (MathIllegalArgumentException e) {
      cholesky = e.getMessage();
    }
    double inverse = MatrixUtils.inverse(small).getEntry(0, 0) * 1e-12; // 3/11
    System.out.printf("LU non-singular: %b, determinant %s; Cholesky: %s; inverse times 1e-12: %.15f%n",
        lu.getSolver().isNonSingular(), lu.getDeterminant(), cholesky, inverse);
    boolean right = new LUDecomposition(one).getDeterminant() > 10.9
        && new CholeskyDecomposition(one).getDeterminant() > 10.9;
    if (!right || lu.getSolver().isNonSingular() || lu.getDeterminant() != 0
        || !cholesky.contains("positive definite") || Math.abs(inverse - 3 / 11.0) > 1e-14) {
      System.out.println("changed: expected a singular LU, determinant 0.0, a refusal by Cholesky, and the right inverse");
      System.exit(1);
    }
  }
}
JAVA
java -cp 'lib/*' Small.java
