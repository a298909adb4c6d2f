#!/usr/bin/env bash
# jHDF 0.13.0: one virtual, external or opaque dataset makes its whole group unreadable, however plain
# the others are: getChildren() and getDatasetByPath() of any of them throw.
# Why it matters here: h5py's virtual datasets are how shards are joined to one table, so the file that
# has features, labels and such a table beside them cannot be read at all.
# Seen: "Failed to load children", for each of the three; h5py reads the plain dataset beside it.
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

x = np.arange(8, dtype="f4").reshape(4, 2)
for kind in "virtual", "external", "opaque":
    with h5py.File(kind + ".h5", "w") as f:
        f["features"] = x
        if kind == "virtual":
            parts = h5py.VirtualLayout(shape=(4, 2), dtype="f4")
            parts[:] = h5py.VirtualSource("other.h5", "x", shape=(4, 2))
            f.create_virtual_dataset("odd", parts)
        elif kind == "external":
            f.create_dataset("odd", shape=(4, 2), dtype="f4", external=[("odd.raw", 0, 32)])
        else:
            f.create_dataset("odd", data=np.array([b"ab"], "V2"))
    assert (h5py.File(kind + ".h5")["features"][:] == x).all()
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
cat >Group.java <<'JAVA'
import io.jhdf.HdfFile;
import java.nio.file.Path;

public class Group {
  public static void main(String[] args) {
    int lost = 0;
    for (String kind : new String[] {"virtual", "external", "opaque"}) {
      try (HdfFile file = new HdfFile(Path.of(kind + ".h5"))) {
        file.getDatasetByPath("features").getData();
        System.out.println(kind + ": read");
      } catch (RuntimeException e) {
        System.out.println(kind + ": " + e.getMessage());
        lost++;
      }
    }
    if (lost != 3) {
      System.out.println("changed: expected that no group can be read");
      System.exit(1);
    }
  }
}
JAVA
java -cp 'lib/*' Group.java 2>/dev/null
