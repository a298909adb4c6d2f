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
python=$(command -v /usr/bin/python3 || command -v python3 || true)
"$python" -c "import h5py" 2>/dev/null || { echo "needs a python3 with h5py (Debian: python3-h5py)"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$python" - <<'PYTHON'
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
