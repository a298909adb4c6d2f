#!/usr/bin/env bash
# jHDF 0.13.0, chunked datasets as h5py writes them with libver="latest": where the second dimension may
# grow (maxshape=(200, None)) chunks are put in each other's places without a word; where rows may be
# appended and the first chunk was never written, the dataset is null; where part of a dataset of fixed
# size was never written it throws. In files of the older format rows never written are 0.0 although the
# file says NaN.
# Why it matters here: features are appended to such files batch by batch, and all but the exception is
# measured like any other number.
# Seen ([200 x 64], 7 x 9 and 7 x 64 chunks): 12355 of 12800 numbers wrong; null; address -1; 0.0 for NaN.
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

x = np.arange(12800, dtype="f4").reshape(200, 64)
with h5py.File("new.h5", "w", libver="latest") as f, h5py.File("old.h5", "w") as g:
    f.create_dataset("second", data=x, chunks=(7, 9), maxshape=(200, None))
    for name, most in ("appended", (None, 64)), ("fixed", None):
        for file in f, g:
            d = file.create_dataset(name, x.shape, "f4", chunks=(7, 64), maxshape=most, fillvalue=np.nan)
            d[100:130] = x[100:130]
    assert (f["second"][:] == x).all() and np.isnan(f["appended"][0]).all()
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
cat >Chunks.java <<'JAVA'
import io.jhdf.HdfFile;
import java.nio.file.Path;

public class Chunks {
  public static void main(String[] args) {
    try (HdfFile file = new HdfFile(Path.of("new.h5"));
        HdfFile old = new HdfFile(Path.of("old.h5"))) {
      float[][] second = (float[][]) file.getDatasetByPath("second").getData();
      int wrong = 0;
      for (int i = 0; i < 12800; i++) {
        wrong += second[i / 64][i % 64] == i ? 0 : 1;
      }
      Object appended = file.getDatasetByPath("appended").getData();
      String fixed = "no exception";
      try {
        file.getDatasetByPath("fixed").getData();
      } catch (RuntimeException e) {
        fixed = e.getMessage();
      }
      float never = ((float[][]) old.getDatasetByPath("fixed").getData())[0][0];
      System.out.printf("second dimension grows: %d of 12800 wrong; appended to: %s; of fixed size: %s; never written, NaN: %s%n", wrong, appended, fixed, never);
      if (wrong < 10000 || appended != null || fixed.equals("no exception") || never != 0) {
        System.out.println("changed: expected wrong numbers, null, an exception and 0.0");
        System.exit(1);
      }
    }
  }
}
JAVA
java -cp 'lib/*' Chunks.java 2>/dev/null
