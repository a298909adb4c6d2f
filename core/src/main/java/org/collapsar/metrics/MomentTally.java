package org.collapsar.metrics;

import java.util.EnumMap;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Rows;
import org.collapsar.moments.Accumulator;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * The first pass of a {@link MeasurementPlan}: the class moments of every set of samples that it
 * reads, taken in by parts of any size, in any order, and merged. Not thread-safe.
 */
public final class MomentTally implements Accumulator<MomentTally> {
  private static final int MAGIC = 0x434c4d54;
  private static final int VERSION = 1;

  private final Backend backend;
  private final Map<SampleSet, ClassMoments> moments = new EnumMap<>(SampleSet.class);

  private MomentTally(Backend backend) {
    this.backend = backend;
  }

  static MomentTally create(MeasurementPlan plan) {
    MomentTally tally = new MomentTally(plan.backend());
    for (SampleSet set : plan.sets()) {
      tally.moments.put(set, ClassMoments.create(plan.dimension(), plan.classes(set)));
    }
    return tally;
  }

  /**
   * Makes a tally of moments that are known.
   *
   * @param moments of all samples of each set that a plan reads; not copies
   * @return a tally that has taken in all of them
   */
  public static MomentTally of(Map<SampleSet, ClassMoments> moments) {
    MomentTally tally = new MomentTally(Backend.OPENBLAS);
    tally.moments.putAll(moments);
    return tally;
  }

  /** Takes in training samples. */
  @Override
  public void accept(double[] rows, int count, int[] labels, int firstLabel) {
    require(SampleSet.TRAIN).accept(rows, count, labels, firstLabel);
  }

  /**
   * Takes in samples of a set, in the precision that they have: the fast way.
   *
   * @param set to which the rows belong
   * @param rows [m x D]
   * @param labels one per row; zeros for {@link SampleSet#OUT_OF_DISTRIBUTION} without classes
   * @throws BadInputException if the plan does not read that set, the number of columns differs, a
   *     label does not fit, or a feature is not finite; nothing is taken in then
   */
  public void accept(SampleSet set, Rows rows, int[] labels) {
    ClassMoments target = require(set);
    if (rows.columns() != target.dimension()) {
      throw new BadInputException(
          rows.describe()
              + ": expected "
              + target.dimension()
              + " columns, found "
              + rows.columns());
    }
    target.accept(rows, labels, backend);
  }

  private ClassMoments require(SampleSet set) {
    ClassMoments known = moments.get(set);
    if (known == null) {
      throw new BadInputException(
          "samples: expected those of " + moments.keySet() + ", found those of " + set);
    }
    return known;
  }

  /**
   * {@return the class moments of a set; null if the plan does not read it}
   *
   * @param set of samples
   */
  public @Nullable ClassMoments of(SampleSet set) {
    return moments.get(set);
  }

  @Override
  public MomentTally combine(MomentTally other) {
    if (!moments.keySet().equals(other.moments.keySet())) {
      throw new IllegalArgumentException(
          "moments of " + moments.keySet() + ": cannot take in those of " + other.moments.keySet());
    }
    for (Map.Entry<SampleSet, ClassMoments> each : moments.entrySet()) {
      ClassMoments more = other.require(each.getKey());
      each.getValue().combine(more);
    }
    return this;
  }

  /** A binary form: of each set its place in {@link SampleSet} and its moments. */
  @Override
  public byte[] toBytes() {
    PackedWriter out = new PackedWriter(MAGIC, VERSION).integer(moments.size());
    moments.forEach((set, each) -> out.text(set.name()).bytes(each.toBytes()));
    return out.bytes();
  }

  static MomentTally fromBytes(MeasurementPlan plan, byte[] bytes) {
    PackedReader in = new PackedReader("moments", bytes, MAGIC, VERSION);
    MomentTally expected = create(plan);
    in.expect(expected.moments.size(), in.integer("the number of sets"), "the number of sets");
    MomentTally read = new MomentTally(plan.backend());
    for (Map.Entry<SampleSet, ClassMoments> each : expected.moments.entrySet()) {
      SampleSet set = in.one(SampleSet.class, "set");
      ClassMoments found = ClassMoments.fromBytes(in.bytes("moments of " + set));
      ClassMoments like = each.getValue();
      if (set != each.getKey()
          || found.dimension() != like.dimension()
          || found.classes() != like.classes()) {
        throw in.bad(
            each.getKey() + " in dimension " + like.dimension(),
            set + " in dimension " + found.dimension(),
            "moments of " + set);
      }
      read.moments.put(set, found);
    }
    in.end();
    return read;
  }
}
