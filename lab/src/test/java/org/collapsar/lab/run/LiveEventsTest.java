package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveEventsTest {
  @TempDir Path here;

  /** TensorBoard reads files in the order of their names; the clock was set back since the last. */
  @Test
  void aFileComesAfterThoseThatAreThereWhateverTheClockSays() throws IOException {
    Path directory = Files.createDirectories(here.resolve(LiveEvents.DIRECTORY));
    Path first = directory.resolve("events.out.tfevents.4102444800.collapsar.0");
    Files.createFile(first);
    Files.createFile(directory.resolve("events.out.tfevents.9999999999.another-program"));
    LiveEvents.open(new RunDirectory(here), 3).close();
    assertThat(directory.resolve("events.out.tfevents.4102444800.collapsar.1")).isNotEmptyFile();
    assertThat(first).isEmptyFile();
  }
}
