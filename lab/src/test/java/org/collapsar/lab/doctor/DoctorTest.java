package org.collapsar.lab.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.collapsar.data.DataDirectory;
import org.collapsar.linalg.Blas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final List<String> AVX2 = List.of("avx", "avx2");

  @TempDir private Path directory;

  @Test
  void looksAtEverything() {
    List<Finding> findings = examine(Map.of());
    assertThat(findings)
        .extracting(Finding::topic)
        .contains("java", "memory", "locale", "fonts", "cpu", "blas", "module hdf5", "data")
        .contains("data mnist", "data digits", "disk", "maven", "git");
    assertThat(found(findings, "java").found()).startsWith(Runtime.version().toString());
    assertThat(found(findings, "blas").found()).contains("kernel " + Blas.kernel());
    assertThat(found(findings, "data digits")).isEqualTo(Finding.fine("data digits", "built in"));
    assertThat(found(findings, "module hdf5").found()).startsWith("absent");
  }

  @Test
  void saysWhichDataSetIsDamaged() throws IOException {
    Path mnist = Files.createDirectories(directory.resolve("mnist"));
    for (String set : List.of("train", "t10k")) {
      Files.writeString(mnist.resolve(set + "-images-idx3-ubyte.gz"), "no images");
      Files.writeString(mnist.resolve(set + "-labels-idx1-ubyte.gz"), "no labels");
    }
    Finding damaged = found(examine(Map.of()), "data mnist");
    assertThat(damaged.wrong()).isTrue();
    assertThat(damaged.advice())
        .contains("train-images-idx3-ubyte.gz")
        .endsWith("remove it, then collapsar data fetch mnist");
  }

  @Test
  void theKernelHasToBeTheOneThatWasAskedForAndUseTheCpu() {
    assertThat(ProcessorTopics.kernelAdvice("Zen", null, AVX2)).isEmpty();
    assertThat(ProcessorTopics.kernelAdvice("SkylakeX", "skylakex", AVX2)).isEmpty();
    assertThat(ProcessorTopics.kernelAdvice("Nehalem", null, List.of("sse4_2"))).isEmpty();
    assertThat(ProcessorTopics.kernelAdvice("Prescott", null, AVX2)).contains("leaves AVX2 unused");
    assertThat(ProcessorTopics.kernelAdvice("Haswell", "Foo", AVX2))
        .contains("no kernel Foo for this CPU and took Haswell");
    Finding real = found(examine(Map.of("OPENBLAS_CORETYPE", "Foo")), "blas");
    assertThat(real.advice()).contains("no kernel Foo");
  }

  @Test
  void whateverALibraryThrowsIsAnAnswer() {
    List<Finding> findings =
        Doctor.examine(
            "module x",
            () -> {
              throw new UnsatisfiedLinkError("libx.so: cannot open\nshared object file");
            });
    assertThat(findings)
        .containsExactly(
            new Finding("module x", "does not work", "libx.so: cannot open shared object file"));
    JsonNode document = Doctor.json(findings);
    assertThat(document.path("fine").asBoolean(true)).isFalse();
    assertThat(document.at("/findings/0/advice").asText()).startsWith("libx.so");
  }

  private List<Finding> examine(Map<String, String> environment) {
    return new Doctor(new DataDirectory(directory), directory, environment).examine();
  }

  private static Finding found(List<Finding> findings, String topic) {
    return findings.stream().filter(f -> f.topic().equals(topic)).findFirst().orElseThrow();
  }
}
