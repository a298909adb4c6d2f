#!/usr/bin/env bash
# DJL 0.36.0 (PyTorch engine, libtorch 2.7.1): NDList.decode reads a big-endian array of numpy.savez as if it were
# little-endian, without an exception: 1.0 becomes 4.6e-41. An array in Fortran order, as numpy.save writes every
# transposed one, is refused as an invalid header.
# Why it matters here: DJL is how Java programs read features that Python saved. Arrays that came from IDX, FITS or
# big-endian HDF5 keep their byte order in NumPy (">f4"), and NC1 of what is read is a number like any other.
# Seen ([[0, 1, 2], [3, 4, 5]]): right as it is; big-endian 0.0, 4.6006E-41, 9.0E-44, ..; Fortran order
# IllegalArgumentException: Invalid numpy header.
set -euo pipefail
command -v apt-get >/dev/null || { echo "needs Debian 12 (apt-get)"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir numpy && cd numpy
apt-get download -qq python3-numpy=1:1.24.2-1+deb12u1 libblas3 liblapack3 libgfortran5 >/dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" .; done
cd ..
lib=$dir/numpy/usr/lib/$(uname -m)-linux-gnu
PYTHONPATH=$dir/numpy/usr/lib/python3/dist-packages LD_LIBRARY_PATH=$lib:$lib/blas:$lib/lapack /usr/bin/python3 - <<'PYTHON'
import numpy as np

x = np.arange(6, dtype="f4").reshape(2, 3)
np.savez("plain.npz", x=x)
np.savez("big.npz", x=x.astype(">f4"))
np.savez("fortran.npz", x=np.asfortranarray(x))
for name in "plain", "big", "fortran":
    assert (np.load(name + ".npz")["x"] == x).all()
PYTHON
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>npy</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>ai.djl.pytorch</groupId><artifactId>pytorch-engine</artifactId><version>0.36.0</version>
    </dependency>
    <dependency>
      <groupId>ai.djl.pytorch</groupId><artifactId>pytorch-jni</artifactId><version>2.7.1-0.36.0</version>
    </dependency>
    <dependency>
      <groupId>ai.djl.pytorch</groupId><artifactId>pytorch-native-cpu</artifactId><version>2.7.1</version>
      <classifier>linux-x86_64</classifier>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Read.java <<'JAVA'
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

public class Read {
  public static void main(String[] args) throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] right = {0, 1, 2, 3, 4, 5};
      float[] plain = read(manager, "plain.npz");
      float[] big = read(manager, "big.npz");
      String fortran = "no exception";
      try {
        read(manager, "fortran.npz");
      } catch (IllegalArgumentException e) {
        fortran = e.getMessage();
      }
      System.out.printf("plain %s; big-endian %s; Fortran order: %s%n", Arrays.toString(plain), Arrays.toString(big), fortran);
      if (!Arrays.equals(plain, right) || big[1] != Float.intBitsToFloat(Integer.reverseBytes(Float.floatToIntBits(1))) || !fortran.startsWith("Invalid numpy header")) {
        System.out.println("changed: expected the right numbers, the bytes of 1.0 backwards, and an exception");
        System.exit(1);
      }
    }
  }

  static float[] read(NDManager manager, String file) throws Exception {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return NDList.decode(manager, in).get(0).toFloatArray();
    }
  }
}
JAVA
java -cp 'lib/*' Read.java 2>/dev/null
