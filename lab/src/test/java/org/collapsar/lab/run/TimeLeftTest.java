package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLeftTest {
  @TempDir Path temp;

  /** 30 slow epochs and 20 of 0.5 s: the last twenty count, 10 epochs are left. */
  @Test
  void recentEpochsCount() throws IOException {
    assertThat(TimeLeft.seconds(run("running", 51, 30)).orElseThrow()).isCloseTo(5, within(1e-9));
  }

  @Test
  void nothingIsLeftOfAFinishedRunAndNotKnownAtItsStart() throws IOException {
    assertThat(TimeLeft.seconds(run("done", 61, 0))).isEmpty();
    assertThat(TimeLeft.seconds(run("running", 1, 0))).isEmpty();
    assertThat(TimeLeft.seconds(run("running", 61, 0))).as("all that were said").isEmpty();
  }

  private RunRecord run(String status, int rows, int slow) throws IOException {
    Path directory = Files.createTempDirectory(temp, "seed");
    new SyntheticRuns().epochs(60).stopped(status, rows).write(directory, 1);
    StringBuilder csv = new StringBuilder("epoch,train_seconds,measure_seconds\n");
    for (int epoch = 0; epoch < rows; epoch++) {
      csv.append(epoch).append(epoch <= slow ? ",7,3\n" : ",0.3,0.2\n");
    }
    Files.writeString(directory.resolve("timing.csv"), csv);
    return RunRecord.read(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, about 1 s",
    "40.4, about 40 s",
    "89.6, about 2 min",
    "720, about 12 min",
    "12000, about 3 h 20 min",
    "187200, about 2 d 4 h"
  })
  void itIsSaidInOneUnitOrTwo(double seconds, String words) {
    assertThat(TimeLeft.words(seconds)).isEqualTo(words);
  }
}
