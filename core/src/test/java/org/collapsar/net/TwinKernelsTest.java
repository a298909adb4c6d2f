package org.collapsar.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The loops in float and in double are the same text but for their types, the constants of the
 * exponential and its degree: whoever mends one is told to mend the other. (One source that both
 * are generated from would hide the loops behind a step of the build and save no line of thought.)
 */
class TwinKernelsTest {
  private static final Path SOURCES = Path.of("src/main/java/org/collapsar/net");

  /** Constants whose numbers belong to a precision, and the polynomial. */
  private static final Pattern OF_A_PRECISION =
      Pattern.compile(
          "private static final (V (ROUND|MINUS_LN2_\\w+|TANH_(MOST|LEAST)|SIGMOID_\\w+|C\\d+)"
              + "|T LN2_BEYOND) = [^;]*;"
              + "|V p = r\\.fma\\([^;]*;|p = p\\.[^;]*;|// log 2 minus its nearest T\\."
              + "|LSHL, (23|52)");

  @Test
  void theyDifferInNothingElse() throws IOException {
    String floats = text("Float");
    String doubles = text("Double");
    assertThat(floats).hasSizeGreaterThan(8_000).isEqualTo(doubles);
  }

  /** What a test like this could overlook: a loop that one of them lacks, or has otherwise. */
  @Test
  void aChangeOfOneIsSeen() throws IOException {
    assertThat(text("Float").replaceFirst("i\\+=", "i-=")).isNotEqualTo(text("Double"));
  }

  private static String text(String type) throws IOException {
    String text =
        Files.readString(SOURCES.resolve(type + "Kernels.java"))
            .replace(type + "Vector", "V")
            .replace(type + "Kernels", "K")
            .replace(type + "Array", "A")
            .replaceAll("\\b" + type + "\\b", "T")
            .replaceAll("\\b(float|double)\\b", "T")
            .replaceAll("float(32|64)", "P")
            .replaceAll("FLOAT(32|64)", "P")
            .replaceAll("(\\d)f\\b", "$1")
            .replaceAll("\\(T\\) ", "")
            .replaceAll("reinterpretAs(Ints|Longs)", "reinterpretAsWhole")
            .replaceAll("reinterpretAs(Floats|Doubles)", "reinterpretAsNumbers")
            .replaceAll("\\s+", " ");
    return OF_A_PRECISION.matcher(text).replaceAll("").replaceAll("\\s+", "");
  }
}
