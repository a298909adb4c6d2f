package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts in cases/ of the shared folder make files and print what they should give. */
class SharedCasesTest {
  private static final Pattern NUMBER = Pattern.compile("[-+0-9.e]*[0-9]");

  @TempDir Path here;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv_dialects|plain quoted trailing comments.txt old-mac decimal-comma utf-16 trailing.tsv"
            + "|--labels dy.npy|nc1.quotient",
        "csv_row_names|pandas pandas-again pandas.tsv pandas-default r.txt|--labels y.npy"
            + "|nc1.quotient",
        "csv_row_names|pandas|--labels y.npy|nc1.total",
        "ignored_labels|ih.npy|--labels iy.npy --ignore-label -100|nc1.quotient",
        "labels_with_gaps|gh.npy|--labels g-from-1.npy|nc1.quotient",
        "labels_with_gaps|gh.npy|--labels g-subset.npy|nc1.cdnv",
        "labels_with_gaps|gh.npy|--labels g-subset.npy --weights gW.npy|nc3.cosine.means",
        "layerwise_weights|layers.npz:layer-03|--labels ly.npy --weights lW.npy|nc3.cosine",
        "npy_bfloat16|bh.npy|--labels by.npy|nc1.quotient",
        "text_labels|xh|--labels names.csv|nc1.quotient",
        "text_labels|xh|--labels names.npy|nc1.quotient",
        "text_labels|all|--label-column species|nc1.quotient",
        "trailing_ones|th.npy th-last.npy th-3.npy|--labels ty.npy|nc1.quotient"
      })
  void givesWhatItPrints(String script, String files, String options, String metric)
      throws IOException, InterruptedException {
    String shared = System.getenv("COLLAPSAR_SHARED");
    assumeThat(shared).as("SKIPPED: COLLAPSAR_SHARED does not name the folder").isNotNull();
    assumeThat(python("-c", "import numpy")).as("SKIPPED: there is no NumPy").isNotNull();
    String printed = python(Path.of(shared, "cases", script + ".py").toAbsolutePath().toString());
    Matcher line = Pattern.compile("(?m)" + Pattern.quote(metric) + "(.*)$").matcher(printed);
    assertThat(line.find()).as(printed).isTrue();
    Matcher number = NUMBER.matcher(line.group(1));
    assertThat(number.find()).as(line.group(1)).isTrue();
    double expected = Double.parseDouble(number.group());
    for (String file : files.split(" ")) {
      String name = file.contains(".") ? file : file + ".csv";
      String[] arguments =
          ("measure --json --features " + name + " " + options + " --metrics " + metric).split(" ");
      Typed typed = Typed.in(here, arguments);
      assertThat(typed.exitCode()).as(name + ": " + typed.err()).isZero();
      JsonNode row = typed.json().path("rows").path(0);
      assertThat(row.path("metrics").path(metric).path("value").asDouble())
          .as(name)
          .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }
  }

  /** What it prints; null where it cannot be run or fails. */
  private String python(String... arguments) throws InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "python3";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(here.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? out : null;
    } catch (IOException e) {
      return null;
    }
  }
}
