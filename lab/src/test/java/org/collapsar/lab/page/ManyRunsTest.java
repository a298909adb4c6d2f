package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.run.MatrixTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunRecords;
import org.collapsar.lab.run.SyntheticRuns;
import org.collapsar.lab.run.SyntheticStacks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports on so many runs that not everything of each can be held or shown. */
class ManyRunsTest {

  @TempDir private Path temp;

  @Test
  void runsAreReadInTheOrderGiven() {
    List<Path> paths = new SyntheticRuns().writeAll(temp, 40);
    assertThat(RunRecords.read(paths))
        .extracting(RunRecord::directory)
        .containsExactlyElementsOf(paths);
  }

  /** A large table is read where something shows it, and is then as strict as the others. */
  @Test
  void matricesAreReadWhenTheyAreShown() throws IOException {
    Path path = new SyntheticStacks(2, 2).writeAll(temp, 1).get(0).directory();
    Files.writeString(
        path.resolve("matrices.csv"), "epoch,matrix,row,column,value\n0,gram.4,0,x,1\n");
    RunRecord run = RunRecord.read(path);
    assertThat(run.layers().epochs()).isNotEmpty();
    assertThatThrownBy(() -> run.table(MatrixTable.TABLE))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("matrices.csv:2: column: expected a whole number");
  }

  @Test
  void tablesOfSingleRunsStopAtAFewAndSaySo() {
    List<RunRecord> runs = RunRecords.read(new SyntheticRuns().writeAll(temp, FewRuns.MOST + 1));
    assertThat(FewRuns.of(runs)).hasSize(FewRuns.MOST);
    assertThat(FewRuns.note(runs, "certificates.json").toString())
        .contains("The first 50 of 51 runs are shown");
    assertThat(FewRuns.note(FewRuns.of(runs), "certificates.json").toString()).isEmpty();
  }
}
