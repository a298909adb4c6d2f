package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.External;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer of a run; that a second process is kept out is tested of {@link DirectoryLock}. */
class RunLockTest {
  @TempDir Path here;

  @Test
  void theSecondIsToldInOneLine() {
    Path run = here.resolve("a/seed-1");
    try (RunLock first = RunLock.take(run);
        RunLock other = RunLock.take(here.resolve("a/seed-2"))) {
      assertThat(first).isNotSameAs(other);
      assertThatThrownBy(() -> RunLock.take(run))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              run
                  + ": expected a run that nobody writes, found one that another training is"
                  + " writing");
    }
    assertThat(run).isEmptyDirectory();
    RunLock.take(run).close();
  }

  private ExternalWriter start() {
    return ExternalWriter.startAlone(
        here.resolve("b/seed-1"),
        "b",
        1,
        new External("net", "a test", List.of()),
        3,
        List.of("loss"),
        Machine.provenance(1, "float32", ""));
  }

  /** Until its end the first alone writes; afterwards the run that is there is in the way. */
  @Test
  void aWriterHoldsItsRunToTheEnd() {
    ExternalWriter first = start();
    assertThatThrownBy(this::start)
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("found one that another training is writing");
    first.end(RunRecord.Status.DONE, null);
    assertThatThrownBy(this::start)
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("expected a directory without a run, found a run.json in it");
    assertThat(here.resolve("b/seed-1/.lock")).doesNotExist();
  }
}
