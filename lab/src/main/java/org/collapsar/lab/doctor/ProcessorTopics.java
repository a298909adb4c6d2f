package org.collapsar.lab.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.collapsar.lab.run.Machine;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.jspecify.annotations.Nullable;

/** The CPU, and what OpenBLAS makes of it. */
final class ProcessorTopics {
  /** Those that matter to OpenBLAS and to the Vector API, the widest last. */
  private static final List<String> INSTRUCTIONS =
      List.of("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "asimd", "sve");

  /** Kernels of OpenBLAS that use AVX2 or more. */
  private static final Set<String> WITH_AVX2 =
      Set.of("haswell", "zen", "excavator", "skylakex", "cooperlake", "sapphirerapids");

  private final Map<String, String> environment;

  ProcessorTopics(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Whether the JVM was started with the Vector API. */
  static boolean hasVectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  List<Finding> cpu() {
    List<String> instructions = instructions();
    String found =
        Machine.cpu()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores"
            + (instructions.isEmpty() ? "" : ", " + String.join(" ", instructions))
            + (hasVectors() ? ", vectors of " + Vectors.bits() + " bits" : "");
    return List.of(Finding.fine("cpu", found));
  }

  /** Loaded only where the JVM has the module. */
  private static final class Vectors {
    static int bits() {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
  }

  private static List<String> instructions() {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(cpuinfo)) {
      return List.of(); // no Linux
    }
    try (Stream<String> lines = Files.lines(cpuinfo, StandardCharsets.UTF_8)) {
      List<String> flags =
          lines
              .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
              .findFirst()
              .map(line -> List.of(line.split("\\s+", -1)))
              .orElse(List.of());
      List<String> found = new ArrayList<>(INSTRUCTIONS);
      found.retainAll(flags);
      return found;
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  List<Finding> blas() {
    String kernel = Blas.kernel();
    String wanted = environment.get("OPENBLAS_CORETYPE");
    String found =
        Blas.library()
            + ", kernel "
            + kernel
            + (wanted == null ? "" : ", OPENBLAS_CORETYPE=" + wanted);
    if (!multiplies()) {
      String advice = "its product of two matrices is wrong: try another OPENBLAS_CORETYPE";
      return List.of(new Finding("blas", found, advice));
    }
    String advice = kernelAdvice(kernel, wanted, instructions());
    return List.of(new Finding("blas", found, advice));
  }

  /** What is wrong with the kernel that was chosen; empty if nothing is. */
  static String kernelAdvice(String kernel, @Nullable String wanted, List<String> instructions) {
    if (wanted != null && !wanted.equalsIgnoreCase(kernel)) {
      return "OpenBLAS has no kernel "
          + wanted
          + " for this CPU and took "
          + kernel
          + ": mend or unset OPENBLAS_CORETYPE";
    }
    if (instructions.contains("avx2") && !WITH_AVX2.contains(kernel.toLowerCase(Locale.ROOT))) {
      return "the kernel leaves AVX2 unused, which the CPU has: set OPENBLAS_CORETYPE=Haswell";
    }
    return "";
  }

  /** Whole numbers, so that every kernel gives the same. */
  private static boolean multiplies() {
    int n = 37;
    try (NativeArray a = NativeArray.allocate(Precision.FLOAT64, n * n);
        NativeArray b = NativeArray.allocate(Precision.FLOAT64, n * n);
        NativeArray c = NativeArray.allocate(Precision.FLOAT64, n * n)) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a.set(i * n + j, i - j);
          b.set(i * n + j, i + 2 * j);
        }
      }
      Blas.gemm(1, Operand.of(a, n, n), Operand.of(b, n, n), 0, Operand.of(c, n, n));
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          long sum = 0;
          for (int k = 0; k < n; k++) {
            sum += (long) (i - k) * (k + 2 * j);
          }
          if (c.get(i * n + j) != sum) {
            return false;
          }
        }
      }
      return true;
    }
  }
}
