#!/usr/bin/env bash
# jHDF 0.13.0 cannot list a group of 30,000 links in a file of the newest format (libver="latest"): it
# does not find heap blocks behind the second level, nor read B-trees of more than two. 6,000 links are
# still read.
# Why it matters here: features of one sample a dataset are such groups, and they work until there are
# enough samples.
# Seen: 6000 of 6000 links; "Failed to load children" for 30000, in a file that h5py reads.
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

for n in 6000, 30000:
    with h5py.File(f"{n}.h5", "w", libver="latest") as f:
        f["x"] = np.zeros(3)
        group = f.create_group("samples")
        for k in range(n):
            group[f"{k:06d}"] = f["x"]
        assert len(list(group)) == n
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
cat >Links.java <<'JAVA'
import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import java.nio.file.Path;

public class Links {
  public static void main(String[] args) {
    int small = links("6000.h5");
    int large = links("30000.h5");
    if (small != 6000 || large >= 0) {
      System.out.println("changed: expected 6000 links, then an exception");
      System.exit(1);
    }
  }

  static int links(String name) {
    try (HdfFile file = new HdfFile(Path.of(name))) {
      int found = ((Group) file.getByPath("samples")).getChildren().size();
      System.out.println(name + ": " + found + " links");
      return found;
    } catch (RuntimeException e) {
      System.out.println(name + ": " + e.getMessage());
      return -1;
    }
  }
}
JAVA
java -cp 'lib/*' Links.java 2>/dev/null
