package org.collapsar.lab.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFollowerTest {
  @TempDir Path here;
  private Path file;
  private TableFollower follower;

  @BeforeEach
  void follow() {
    file = here.resolve("metrics.csv");
    follower = new TableFollower(file);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<String> lines() {
    return follower.poll().lines();
  }

  @Test
  void takesWholeNewLinesOnly() throws IOException {
    assertThat(lines()).as("no file yet").isEmpty();
    append("epoch,lo");
    assertThat(lines()).isEmpty();
    append("ss\n0,1\n1,0.");
    assertThat(lines()).containsExactly("0,1");
    assertThat(follower.header()).isEqualTo("epoch,loss");
    assertThat(lines()).isEmpty();
    append("5\n2,0.25\n");
    TableFollower.Batch batch = follower.poll();
    assertThat(batch.lines()).containsExactly("1,0.5", "2,0.25");
    assertThat(batch.first()).isEqualTo(1);
    assertThat(batch.cut()).isEqualTo(-1);
  }

  /** A run that is resumed cuts its table off and writes the same rows again. */
  @Test
  void rowsThatAreWrittenAgainAreNotNew() throws IOException {
    append("epoch,loss\n0,1\n1,0.5\n2,0.25\n3,0.1\n");
    assertThat(lines()).hasSize(4);
    Files.writeString(file, "epoch,loss\n0,1\n1,0.5\n");
    assertThat(lines()).isEmpty();
    append("2,0.25\n3,0.");
    assertThat(lines()).isEmpty();
    append("1\n4,0.05\n");
    TableFollower.Batch batch = follower.poll();
    assertThat(batch.lines()).containsExactly("4,0.05");
    assertThat(batch.first()).isEqualTo(4);
    assertThat(follower.rows()).isEqualTo(5);
  }

  /** The file may be longer again before anybody looks. */
  @Test
  void rowsThatBecameOthersAreSaidToBeNoMore() throws IOException {
    append("epoch,loss\n0,1\n1,0.5\n2,0.25\n");
    lines();
    Files.writeString(file, "epoch,loss\n0,1\n1,0.7\n2,0.35\n3,0.2\n4,0.1\n");
    TableFollower.Batch batch = follower.poll();
    assertThat(batch.cut()).isEqualTo(1);
    assertThat(batch.first()).isEqualTo(1);
    assertThat(batch.lines()).containsExactly("1,0.7", "2,0.35", "3,0.2", "4,0.1");
  }

  @Test
  void anotherHeaderMeansAllRowsAgain() throws IOException {
    append("epoch,loss\n0,1\n");
    lines();
    Files.writeString(file, "epoch,loss,lr\n0,1,\n1,0.5,0.1\n");
    TableFollower.Batch batch = follower.poll();
    assertThat(batch.cut()).isZero();
    assertThat(batch.lines()).containsExactly("0,1,", "1,0.5,0.1");
    assertThat(follower.header()).isEqualTo("epoch,loss,lr");
  }

  /** However long it is, a table is taken in looks that are short, and nothing is lost between. */
  @Test
  void aLongTableIsTakenInParts() throws IOException {
    StringBuilder text = new StringBuilder("epoch,a,b\n");
    for (int i = 0; i < 200_000; i++) {
      text.append(i).append(',').append(i * 0.5).append(",1\n");
    }
    append(text.toString());
    List<String> all = new ArrayList<>();
    int looks = 0;
    TableFollower.Batch batch;
    do {
      batch = follower.poll();
      assertThat(batch.first()).isEqualTo(all.size());
      all.addAll(batch.lines());
      looks++;
    } while (batch.more());
    assertThat(all).hasSize(200_000);
    assertThat(all.get(123_456)).isEqualTo("123456,61728.0,1");
    assertThat(looks).isGreaterThan(1);
  }

  @Test
  void goesOnWhereAnotherWas() throws IOException {
    append("epoch,loss\n0,1\n1,0.5\n");
    lines();
    TableFollower.Mark mark = follower.mark();
    append("2,0.25\n");
    TableFollower again = new TableFollower(file, mark);
    assertThat(again.poll().lines()).containsExactly("2,0.25");
    Files.writeString(file, "epoch,loss\n0,2\n1,0.7\n2,0.3\n");
    TableFollower.Batch batch = new TableFollower(file, mark).poll();
    assertThat(batch.cut()).isZero();
    assertThat(batch.lines()).hasSize(3);
  }

  @Test
  void anEmptyCellIsNaN() {
    assertThat(TableFollower.numbers("3,,0.5,Infinity,"))
        .containsExactly(3, Double.NaN, 0.5, Double.POSITIVE_INFINITY, Double.NaN);
  }
}
