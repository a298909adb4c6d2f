#!/usr/bin/env bash
# jHDF 0.13.0 reads every floating-point type of two bytes as IEEE half, whatever the datatype says of
# exponent and fraction: bfloat16 (8 + 7 bits) 1.0 becomes 1.875.
# Why it matters here: activations of language models are bfloat16, and what is read is finite and of the
# right size.
# Seen: 1.875, -2.0625, 2.125 for 1.0, -2.5, 3.0; h5py converts by the datatype.
set -euo pipefail
command -v apt-get >/dev/null || { echo "needs Debian 12 (apt-get)"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir h5py && cd h5py
apt-get download -qq python3-h5py=3.7.0-8 python3-h5py-serial=3.7.0-8 python3-numpy=1:1.24.2-1+deb12u1 \
  libblas3 liblapack3 libgfortran5 libhdf5-103-1 libhdf5-hl-100 libaec0 libsz2 liblzf1 libcurl4 libnghttp2-14 \
  librtmp1 libssh2-1 libpsl5 libldap-2.5-0 libsasl2-2 libbrotli1 libgssapi-krb5-2 libkrb5-3 libk5crypto3 \
  libkrb5support0 libkeyutils1 libgnutls30 libnettle8 libhogweed6 libp11-kit0 libtasn1-6 >/dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" .; done
cd ..
lib=$dir/h5py/usr/lib/$(uname -m)-linux-gnu
h5py() {
  PYTHONPATH=$dir/h5py/usr/lib/python3/dist-packages LD_LIBRARY_PATH=$lib:$lib/blas:$lib/lapack /usr/bin/python3 "$@"
}
h5py - <<'PYTHON'
import h5py
import numpy as np

with h5py.File("b.h5", "w") as f:
    kind = h5py.h5t.IEEE_F16LE.copy()
    kind.set_fields(15, 7, 8, 0, 7)
    kind.set_ebias(127)
    made = h5py.h5d.create(f.id, b"x", kind, h5py.h5s.create_simple((3,)))
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, -2.5, 3], "f4"))
    assert f["x"][:].tolist() == [1, -2.5, 3]
PYTHON
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>jhdf</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.jhdf</groupId><artifactId>jhdf</artifactId><version>0.13.0</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Brain.java <<'JAVA'
import io.jhdf.HdfFile;
import java.nio.file.Path;
import java.util.Arrays;

public class Brain {
  public static void main(String[] args) {
    try (HdfFile file = new HdfFile(Path.of("b.h5"))) {
      float[] read = (float[]) file.getDatasetByPath("x").getData();
      System.out.println("1.0, -2.5, 3.0 are read as " + Arrays.toString(read));
      if (read[0] != 1.875f) {
        System.out.println("changed: expected 1.875 for 1.0");
        System.exit(1);
      }
    }
  }
}
JAVA
java -cp 'lib/*' Brain.java 2>/dev/null
