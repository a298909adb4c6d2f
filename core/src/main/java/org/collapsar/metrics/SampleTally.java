package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.Accumulator;
import org.jspecify.annotations.Nullable;

/**
 * The sums of a {@link SecondPass} over some of the samples: taken in by parts of any size, in any
 * order, and merged. Parts are merged to the same bits in the same order. Not thread-safe.
 */
public final class SampleTally implements Accumulator<SampleTally> {
  private static final int MAGIC = 0x434c5354;
  private static final int VERSION = 3;

  private final SecondPass second;

  /** Of each pass, in its order; null for no samples yet. */
  private final List<RowPass.@Nullable Sums<?>> sums;

  private SampleTally(SecondPass second, List<RowPass.@Nullable Sums<?>> sums) {
    this.second = second;
    this.sums = sums;
  }

  static SampleTally create(SecondPass second) {
    return new SampleTally(
        second, new ArrayList<>(Collections.nCopies(second.passes().size(), null)));
  }

  /**
   * Takes in training samples.
   *
   * @throws IllegalArgumentException if a label is none of the classes
   */
  @Override
  public void accept(double[] rows, int count, int[] labels, int firstLabel) {
    int[] own = new int[count];
    System.arraycopy(labels, firstLabel, own, 0, count);
    for (int label : own) {
      if (label < 0 || label >= second.classes()) {
        throw new IllegalArgumentException(
            "label: expected 0 to " + (second.classes() - 1) + ", found " + label);
      }
    }
    if (count > 0) {
      int d = second.dimension();
      double[] part = rows.length == count * d ? rows : java.util.Arrays.copyOf(rows, count * d);
      accept(SampleSet.TRAIN, Rows.of(part, d), own);
    }
  }

  /**
   * Takes in samples of a set, in the precision that they have, as one chunk: the fast way. Some
   * hundred rows at least, since every call prepares for products with all class means. Nothing
   * happens if no pass reads that set.
   *
   * @param set to which the rows belong
   * @param rows finite, which the first pass has seen
   * @param labels one per row, of classes that the first pass has seen
   * @throws BadInputException if the number of columns differs or a label does not fit; nothing is
   *     taken in then
   */
  public void accept(SampleSet set, Rows rows, int[] labels) {
    // Scores of out-of-distribution samples take none of their labels.
    int classes = set == SampleSet.OUT_OF_DISTRIBUTION ? Integer.MAX_VALUE : second.classes();
    MeasurementPlan.checkRows(rows, labels, second.dimension(), classes);
    try (ThreadTeam one = new ThreadTeam(1)) {
      take(set, rows, labels, one, Math.toIntExact(Math.max(1, rows.rows())));
    }
  }

  /** Takes in a whole table, by chunks that a team works on. */
  void take(SampleSet set, Rows rows, int[] labels, ThreadTeam team) {
    take(set, rows, labels, team, 0);
  }

  /**
   * @param chunk rows of a chunk; 0 for what each pass cuts
   */
  private void take(SampleSet set, Rows rows, int[] labels, ThreadTeam team, int chunk) {
    for (int i = 0; i < sums.size() && rows.rows() > 0; i++) {
      RowPass<?> pass = second.passes().get(i);
      if (pass.set() == set) {
        int size = chunk > 0 ? chunk : pass.chunkRows(rows.rows());
        add(i, pass.run(rows, labels, size, team));
      }
    }
  }

  /**
   * Opens this tally for rows that pass through one table.
   *
   * @param set to which the rows belong
   * @param rows in which the caller changes the numbers; as many as are there when rows are first
   *     taken are looked at in order to choose a way
   * @param labels of these rows, which the caller changes as well
   * @return a feed that the caller finishes and closes
   * @throws BadInputException if the number of columns differs
   */
  public SampleFeed feed(SampleSet set, Rows rows, int[] labels) {
    if (rows.columns() != second.dimension()) {
      throw new BadInputException(
          rows.describe()
              + ": expected "
              + second.dimension()
              + " columns, found "
              + rows.columns());
    }
    return new SampleFeed(this, set, rows, labels);
  }

  void add(int i, RowPass.Sums<?> more) {
    RowPass.Sums<?> mine = sums.get(i);
    if (mine == null) {
      sums.set(i, more);
    } else {
      add(mine, more);
    }
  }

  private static <S extends RowPass.Sums<S>> void add(RowPass.Sums<S> mine, RowPass.Sums<?> more) {
    mine.add(SampleSums.<S>as(more));
  }

  @Override
  public SampleTally combine(SampleTally other) {
    if (second != other.second && second.fingerprint() != other.second.fingerprint()) {
      throw new IllegalArgumentException("sums of a second pass: cannot take in those of another");
    }
    for (int i = 0; i < sums.size(); i++) {
      RowPass.Sums<?> more = other.sums.get(i);
      if (more != null && sums.get(i) == null) {
        sums.set(i, empty(i));
      }
      if (more != null) {
        add(i, more);
      }
    }
    return this;
  }

  private RowPass.Sums<?> empty(int i) {
    return second.passes().get(i).create();
  }

  SecondPass second() {
    return second;
  }

  /** Of a pass, over no samples where none were taken in. */
  RowPass.Sums<?> sums(int i) {
    RowPass.Sums<?> mine = sums.get(i);
    return mine == null ? empty(i) : mine;
  }

  /**
   * A binary form, big-endian, of the sums alone: {@link SecondPass#tally(byte[])} reads it. With D
   * x D numbers where K &gt; D, or where metrics of the total covariance are wanted; 32 KB more
   * where samples were projected in float32.
   */
  @Override
  public byte[] toBytes() {
    PackedWriter out = new PackedWriter(MAGIC, VERSION).number(second.fingerprint());
    for (int i = 0; i < sums.size(); i++) {
      sums(i).write(out);
    }
    return out.bytes();
  }

  static SampleTally read(SecondPass second, byte[] bytes) {
    PackedReader in = new PackedReader("sums of a second pass", bytes, MAGIC, VERSION);
    in.expect(second.fingerprint(), in.number("the hash of the pass"), "the hash of the pass");
    List<RowPass.@Nullable Sums<?>> sums = new ArrayList<>();
    second.passes().forEach(pass -> sums.add(pass.read(in)));
    in.end();
    return new SampleTally(second, sums);
  }
}
