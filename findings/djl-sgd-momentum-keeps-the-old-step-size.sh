#!/usr/bin/env bash
# DJL 0.36.0 (PyTorch engine, libtorch 2.7.1), Optimizer.sgd() with momentum: the velocity has the step size inside,
# v = mu v - eta g, w = w + v, as in Sutskever et al. (2013). In PyTorch's SGD, and in the papers that use it,
# v = mu v + g, w = w - eta v. Both are the same at a constant step; where a schedule cuts the step by ten the next
# update of DJL is still of the old size, and takes some 1/(1 - mu) updates to become the new one.
# Why it matters here: figures whose point is what happens at the cut (balancedness after 80% of the epochs) are not
# those of a PyTorch script with the same numbers.
# Seen, gradient 1, mu = 0.9, steps 0.1 and then 0.01: updates 0.1 and then 0.1. By PyTorch's rule 0.1 and then 0.019.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>djl</artifactId><version>1</version>
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
cat >Cut.java <<'JAVA'
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

public class Cut {
  public static void main(String[] arguments) {
    // 0.1 for the first update, 0.01 from the second on.
    Tracker steps = count -> count <= 1 ? 0.1f : 0.01f;
    Optimizer sgd = Optimizer.sgd().setLearningRateTracker(steps).optMomentum(0.9f).build();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray w = manager.create(new float[] {0});
      NDArray gradient = manager.create(new float[] {1});
      sgd.update("w", w, gradient);
      float first = w.toFloatArray()[0];
      sgd.update("w", w, gradient);
      float second = w.toFloatArray()[0] - first;
      System.out.println("updates " + -first + " and " + -second + "; by PyTorch's rule 0.1 and 0.019");
      if (Math.abs(first + 0.1) > 1e-6) {
        throw new AssertionError("expected a first update of 0.1");
      }
      if (Math.abs(second + 0.1) > 1e-6) {
        System.out.println("changed: expected a second update of 0.1");
        System.exit(1);
      }
    }
  }
}
JAVA
java -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -cp 'lib/*' Cut.java
