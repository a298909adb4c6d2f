package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import org.collapsar.linalg.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The sums of a {@link MeasurementPlan} over samples once their class means are known, as a value:
 * it holds these means, their directions, W and b, and which sums are wanted. It may be sent to
 * whoever has the rows; all sums about it are made by {@link #tally}.
 */
public final class SecondPass {
  private static final int MAGIC = 0x434c5350;
  private static final int VERSION = 2;

  // Kinds of passes.
  private static final int SPREAD = 0;
  private static final int SAMPLES = 1;
  private static final int SCORES = 2;

  private final int dimension;
  private final int classes;
  private final @Nullable Classifier classifier;
  private final Backend backend;
  private final Map<SampleSet, MeanGeometry> geometries;
  private final List<RowPass<?>> passes;
  private @Nullable Long fingerprint;

  /** Where the plan has made it: what it knew then. */
  private final @Nullable Evaluation evaluation;

  private SecondPass(
      int dimension,
      int classes,
      @Nullable Classifier classifier,
      Backend backend,
      Map<SampleSet, MeanGeometry> geometries,
      List<RowPass<?>> passes,
      @Nullable Evaluation evaluation) {
    this.dimension = dimension;
    this.classes = classes;
    this.classifier = classifier;
    this.backend = backend;
    this.geometries = geometries;
    this.passes = List.copyOf(passes);
    this.evaluation = evaluation;
  }

  static SecondPass of(MeasurementPlan plan, Evaluation evaluation, List<RowPass<?>> passes) {
    Map<SampleSet, MeanGeometry> geometries = new EnumMap<>(SampleSet.class);
    geometries.put(SampleSet.TRAIN, evaluation.geometry());
    Evaluation test = evaluation.testOrNone();
    if (test != null) {
      geometries.put(SampleSet.TEST, test.geometry());
    }
    return new SecondPass(
        plan.dimension(),
        plan.classes(),
        plan.classifier(),
        plan.backend(),
        geometries,
        passes,
        evaluation);
  }

  /** {@return whether there is nothing to read} */
  public boolean isEmpty() {
    return passes.isEmpty();
  }

  /** {@return the sets whose rows have to be read} */
  public Set<SampleSet> sets() {
    Set<SampleSet> sets = EnumSet.noneOf(SampleSet.class);
    for (RowPass<?> pass : passes) {
      sets.add(pass.set());
    }
    return sets;
  }

  /** {@return a tally of no samples yet} */
  public SampleTally tally() {
    return SampleTally.create(this);
  }

  /**
   * Reads {@link SampleTally#toBytes()}, strictly.
   *
   * @param bytes as written
   * @return the tally with the samples that it had taken in
   * @throws org.collapsar.BadInputException if it is anything else, or of another pass: says what
   *     was expected and found, and where
   */
  public SampleTally tally(byte[] bytes) {
    return SampleTally.read(this, bytes);
  }

  List<RowPass<?>> passes() {
    return passes;
  }

  int dimension() {
    return dimension;
  }

  int classes() {
    return classes;
  }

  @Nullable Evaluation evaluation() {
    return evaluation;
  }

  /** A hash of {@link #toBytes()}. */
  long fingerprint() {
    if (fingerprint == null) {
      CRC32 crc = new CRC32();
      crc.update(toBytes());
      fingerprint = crc.getValue();
    }
    return fingerprint;
  }

  /**
   * A binary form, big-endian; about 8 (3 K + rank) D bytes.
   *
   * @return the bytes, which {@link #fromBytes} reads
   */
  public byte[] toBytes() {
    PackedWriter out = new PackedWriter(MAGIC, VERSION);
    out.integer(dimension).integer(classes).text(backend.name());
    Classifier.write(classifier, out);
    Set<SampleSet> means = EnumSet.noneOf(SampleSet.class);
    Set<SampleSet> decomposed = EnumSet.noneOf(SampleSet.class);
    for (RowPass<?> pass : passes) {
      if (pass instanceof ScorePass) {
        continue;
      }
      SampleSet set = pass instanceof SamplePlan p ? p.place().means : pass.set();
      means.add(set);
      if (pass instanceof SamplePlan p && !p.whole()) {
        decomposed.add(set);
      }
    }
    out.integer(means.size());
    for (SampleSet set : means) {
      out.text(set.name());
      geometry(set).write(out, decomposed.contains(set));
    }
    out.integer(passes.size());
    for (RowPass<?> pass : passes) {
      if (pass instanceof SamplePlan p) {
        p.write(out.integer(SAMPLES));
      } else if (pass instanceof SpreadPlan p) {
        p.write(out.integer(SPREAD));
      } else if (pass instanceof ScorePass p) {
        p.write(out.integer(SCORES));
      } else {
        throw new IllegalStateException("a pass that has no bytes: " + pass);
      }
    }
    return out.bytes();
  }

  private static MeanGeometry ofTrain(Map<SampleSet, MeanGeometry> geometries, PackedReader in) {
    MeanGeometry train = geometries.get(SampleSet.TRAIN);
    if (train == null) {
      throw in.bad("class means of TRAIN", "none", "pass");
    }
    return train;
  }

  private MeanGeometry geometry(SampleSet set) {
    return Objects.requireNonNull(geometries.get(set));
  }

  /**
   * Reads {@link #toBytes()}, strictly.
   *
   * @param bytes as written
   * @return an equal pass
   * @throws org.collapsar.BadInputException if it is anything else: says what was expected and
   *     found, and where
   * @throws org.collapsar.FailedException if the backend cannot be loaded here
   */
  public static SecondPass fromBytes(byte[] bytes) {
    PackedReader in = new PackedReader("second pass", bytes, MAGIC, VERSION);
    int dimension = in.integer("dimension");
    int classes = in.integer("classes");
    Backend backend = in.one(Backend.class, "backend").require();
    Classifier classifier = Classifier.read(in, classes, dimension);
    Map<SampleSet, MeanGeometry> geometries = new EnumMap<>(SampleSet.class);
    int means = in.integer("number of means");
    for (int i = 0; i < means; i++) {
      SampleSet set = in.one(SampleSet.class, "set");
      geometries.put(set, MeanGeometry.read(in, classes, dimension));
    }
    List<RowPass<?>> passes = new ArrayList<>();
    int count = in.integer("number of passes");
    for (int i = 0; i < count; i++) {
      int kind = in.integer("kind of pass");
      switch (kind) {
        case SAMPLES -> passes.add(SamplePlan.read(in, geometries, classifier, backend));
        case SPREAD -> passes.add(SpreadPlan.read(in, ofTrain(geometries, in)));
        case SCORES -> passes.add(ScorePass.read(in, dimension, classifier));
        default -> throw in.bad("0, 1 or 2", kind, "kind of pass");
      }
    }
    in.end();
    return new SecondPass(dimension, classes, classifier, backend, geometries, passes, null);
  }
}
