#!/usr/bin/env bash
# jHDF 0.13.0: one virtual, external or opaque dataset makes its whole group unreadable, however plain
# the others are: getChildren() and getDatasetByPath() of any of them throw.
# Why it matters here: h5py's virtual datasets are how shards are joined to one table, so the file that
# has features, labels and such a table beside them cannot be read at all.
# Seen: "Failed to load children", for each of the three; h5py reads the plain dataset beside it.
set -euo pipefail
python=$(command -v /usr/bin/python3 || command -v python3 || true)
"$python" -c "import h5py" 2>/dev/null || { echo "needs a python3 with h5py (Debian: python3-h5py)"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$python" - <<'PYTHON'
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
