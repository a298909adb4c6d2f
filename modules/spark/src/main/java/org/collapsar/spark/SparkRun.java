package org.collapsar.spark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.InternalRow;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MeasurementPlan;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MomentTally;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.metrics.SampleSet;
import org.collapsar.metrics.SampleTally;
import org.collapsar.metrics.SecondPass;
import org.collapsar.moments.ClassMoments;
import org.collapsar.theory.HeadQuantities;
import org.collapsar.theory.HeadTally;
import org.collapsar.theory.LinearLayers;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one measurement, from the driver.
 *
 * <p>Longer than other files because every pass begins and ends with the same columns, slots and
 * broadcasts.
 */
final class SparkRun implements AutoCloseable {
  /** Bytes of a pass as it is sent, for which there is a limit. */
  private static final long MOST_SENT = Integer.MAX_VALUE - (1L << 20);

  private final SparkInputs inputs;
  private final ClassesFound classes;
  private final RowLayout layout;
  private final Map<SampleSet, JavaRDD<InternalRow>> rows;
  private final JavaSparkContext context;
  private final Broadcast<RowLayout> sentLayout;
  private final List<Broadcast<?>> sent = new ArrayList<>();

  private SparkRun(
      SparkInputs inputs,
      ClassesFound classes,
      RowLayout layout,
      Map<SampleSet, JavaRDD<InternalRow>> rows) {
    this.inputs = inputs;
    this.classes = classes;
    this.layout = layout;
    this.rows = rows;
    this.context = new JavaSparkContext(inputs.data().sparkSession().sparkContext());
    this.sentLayout = send(layout);
  }

  private <T> Broadcast<T> send(T value) {
    Broadcast<T> broadcast = context.broadcast(value);
    sent.add(broadcast);
    return broadcast;
  }

  /** Finds columns, classes, groups and dimensions. */
  static SparkRun begin(SparkInputs inputs) {
    if (inputs.data().sparkSession().getClass().getName().contains(".connect.")) {
      throw new BadInputException(
          "data set: expected one of a session in this JVM, found one of Spark Connect");
    }
    List<Columns.Read> named = columns(inputs, inputs.data(), true);
    RowSource source = source(named);
    List<FeatureColumn> layers = new ArrayList<>();
    for (SparkInputs.Layer layer : inputs.layers()) {
      int i = layers.size();
      int d = layer.columns().size();
      layers.add(new FeatureColumn(layer.name(), named.get(i).kind(), source.ordinal(i), d));
    }
    Map<SampleSet, JavaRDD<InternalRow>> rows = new EnumMap<>(SampleSet.class);
    rows.put(SampleSet.TRAIN, rows(source, inputs.data(), named));
    if (inputs.test() != null) {
      rows.put(SampleSet.TEST, testRows(inputs, inputs.test(), source, named));
    }
    int at = layers.size();
    LabelKind kind = named.get(at).label();
    List<Columns.Read> few = columns(inputs, inputs.data(), false);
    RowSource labelSource = source(few);
    ClassesFound classes =
        ClassesFound.of(inputs, labelSource, rows(labelSource, inputs.data(), few), kind);
    classes.notes().forEach(inputs.listener());
    layers = withDimensions(layers, Objects.requireNonNull(rows.get(SampleSet.TRAIN)));
    LabelClasses labels =
        classes.table() == null
            ? LabelClasses.numbers(inputs.label(), source.ordinal(at), kind, classes.count())
            : LabelClasses.of(
                inputs.label(), source.ordinal(at), kind, classes.count(), classes.table());
    List<Integer> groupOrdinals = new ArrayList<>();
    for (int i = 0; i < inputs.groups().size(); i++) {
      groupOrdinals.add(source.ordinal(at + 1 + i));
    }
    RowLayout layout =
        new RowLayout(layers, labels, inputs.groups(), groupOrdinals, classes.groupNumbers());
    return new SparkRun(inputs, classes, layout, rows);
  }

  /** Features of each layer, the label, the groups; or without features. */
  private static List<Columns.Read> columns(
      SparkInputs inputs, Dataset<?> data, boolean withFeatures) {
    List<Columns.Read> columns = new ArrayList<>();
    if (withFeatures) {
      inputs.layers().forEach(layer -> columns.add(layer.in(data)));
    }
    columns.add(Columns.labels(data, inputs.label()));
    inputs.groups().forEach(name -> columns.add(Columns.groups(data, name)));
    return columns;
  }

  private static RowSource source(List<Columns.Read> columns) {
    return new RowSource(columns.stream().map(Columns.Read::place).toList());
  }

  private static JavaRDD<InternalRow> rows(
      RowSource source, Dataset<?> data, List<Columns.Read> columns) {
    return source.rows(data, columns.stream().map(Columns.Read::column).toList());
  }

  /** Test samples, in columns of the types of the training samples. */
  private static JavaRDD<InternalRow> testRows(
      SparkInputs inputs, Dataset<?> test, RowSource source, List<Columns.Read> training) {
    List<Columns.Read> columns = columns(inputs, test, true);
    for (int i = 0; i < columns.size(); i++) {
      Columns.Read mine = columns.get(i);
      Columns.Read other = training.get(i);
      if (mine.kind() != other.kind() || mine.label() != other.label()) {
        throw new BadInputException(
            "test samples: expected the types of the training samples, found others in "
                + mine.column());
      }
    }
    return rows(source, test, columns);
  }

  /** The lengths of the first row are those of all, which is checked as they are read. */
  private static List<FeatureColumn> withDimensions(
      List<FeatureColumn> layers, JavaRDD<InternalRow> rows) {
    if (layers.stream().allMatch(layer -> layer.dimension() > 0)) {
      return layers;
    }
    List<Lengths.Found> found = rows.mapPartitionsWithIndex(new Lengths(layers), true).take(1);
    if (found.isEmpty()) {
      throw ClassesFound.noRows();
    }
    if (found.get(0).message() != null) {
      throw new BadInputException(found.get(0).message());
    }
    List<FeatureColumn> known = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      known.add(layers.get(i).withDimension(found.get(0).lengths()[i]));
    }
    return known;
  }

  /**
   * Measures all slots.
   *
   * @param mayOmit whether metrics may be left out where there are too many classes for them
   */
  List<SparkMeasurement> measure(Collection<String> ids, boolean mayOmit) {
    List<MeasurementPlan> plans = new ArrayList<>();
    for (int layer = 0; layer < layout.layers().size(); layer++) {
      plans.add(plan(layer, ids, mayOmit));
    }
    List<MomentTally> first = moments(plans);
    SortedMap<Integer, SecondPass> seconds = new TreeMap<>();
    for (int i = 0; i < first.size(); i++) {
      seconds.put(i, plans.get(layer(i)).second(first.get(i)));
    }
    Map<Integer, SampleTally> tallies = tallies(seconds, ids);
    SortedMap<Integer, SecondPass> thirds = new TreeMap<>();
    tallies.forEach(
        (i, tally) -> plans.get(layer(i)).third(tally).ifPresent(third -> thirds.put(i, third)));
    Map<Integer, SampleTally> more = tallies(thirds, ids);
    List<SparkMeasurement> results = new ArrayList<>();
    tallies.forEach(
        (i, tally) -> {
          MeasurementPlan plan = plans.get(layer(i));
          SampleTally third = more.get(i);
          results.add(
              new SparkMeasurement(
                  layout.layers().get(layer(i)).name(),
                  classes.group(i / layout.layers().size(), inputs.groups()),
                  classes.names(),
                  third == null ? plan.evaluate(tally) : plan.evaluate(tally, third)));
        });
    return results;
  }

  /** Measures linear layers on the samples of the first column of features. */
  HeadQuantities quantities(LinearLayers layers) {
    int d = layout.layers().get(0).dimension();
    if (layers.inputs() != d) {
      throw new BadInputException(
          "weights 1: expected " + d + " columns, as the features have, found " + layers.inputs());
    }
    Broadcast<HeadTask.Layers> broadcast = send(new HeadTask.Layers(layers));
    long widest = layers.weights().stream().mapToInt(Matrix::columns).max().orElseThrow();
    SortedMap<Integer, byte[]> found =
        OrderedMerge.run(
            Objects.requireNonNull(rows.get(SampleSet.TRAIN)),
            new HeadTask(sentLayout, broadcast),
            new HeadTask.Merger(broadcast),
            1,
            8 * widest * (3 * widest + 2L * layers.classes()));
    byte[] sums = found.get(0);
    if (sums == null) {
      throw ClassesFound.noRows();
    }
    return HeadTally.fromBytes(layers, sums).quantities();
  }

  private int layer(int slot) {
    return slot % layout.layers().size();
  }

  private MeasurementPlan plan(int layer, Collection<String> ids, boolean mayOmit) {
    int d = layout.layers().get(layer).dimension();
    MeasurementPlan plan =
        NeuralCollapse.plan(fitting(ids, d, mayOmit), d, classes.count()).backend(inputs.backend());
    if (inputs.test() != null) {
      plan = plan.with(SampleSet.TEST);
    }
    Matrix w = inputs.weights();
    if (w == null) {
      return plan;
    }
    if (layer > 0) {
      return plan.withoutWeights("because W belongs to " + layout.layers().get(0).name());
    }
    int[] chosen = classes.rowsOfW();
    return chosen == null
        ? plan.weights(w, inputs.bias())
        : plan.weights(rowsOf(w, chosen), rowsOf(inputs.bias(), chosen));
  }

  private static Matrix rowsOf(Matrix w, int[] chosen) {
    Matrix rows = new Matrix(chosen.length, w.columns());
    for (int c = 0; c < chosen.length; c++) {
      System.arraycopy(
          w.data(), chosen[c] * w.columns(), rows.data(), c * w.columns(), w.columns());
    }
    return rows;
  }

  private static double @Nullable [] rowsOf(double @Nullable [] bias, int[] chosen) {
    if (bias == null) {
      return null;
    }
    double[] rows = new double[chosen.length];
    for (int c = 0; c < chosen.length; c++) {
      if (chosen[c] >= bias.length) {
        throw new BadInputException(
            "bias: expected a number per row of W, found " + bias.length + " numbers");
      }
      rows[c] = bias[chosen[c]];
    }
    return rows;
  }

  /** Metrics without those whose pass cannot be sent. */
  private List<String> fitting(Collection<String> ids, int d, boolean mayOmit) {
    long k = classes.count();
    long bytes = 8L * d * (4 * k + Math.min(k, d));
    if (bytes <= MOST_SENT) {
      return List.copyOf(ids);
    }
    List<String> fit = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String id : ids) {
      MetricInfo info = MetricCatalogue.find(id);
      (info.fromMoments() ? fit : others).add(id);
    }
    if (!others.isEmpty()) {
      String line =
          k
              + " classes x "
              + d
              + " features: expected at most "
              + MOST_SENT
              + " bytes for a pass about the class means, found "
              + bytes;
      if (!mayOmit) {
        throw new BadInputException(
            line + "; metrics of the means alone can be measured, without " + others);
      }
      inputs.listener().accept(line + "; not measured: " + others);
    }
    return fit;
  }

  /** The first pass: of each slot the moments of every set. */
  private List<MomentTally> moments(List<MeasurementPlan> plans) {
    int slots = layout.slots();
    List<Map<SampleSet, ClassMoments>> all = new ArrayList<>();
    long columns = 0;
    for (int i = 0; i < slots; i++) {
      all.add(new EnumMap<>(SampleSet.class));
      columns += layout.layers().get(layer(i)).dimension();
    }
    int k = classes.count();
    int perSlice = (int) Math.max(1, Math.min(k, inputs.memory() / (8 * columns)));
    int slices = (k + perSlice - 1) / perSlice;
    if (slices > 1) {
      inputs
          .ahead()
          .accept(
              "class means of "
                  + k
                  + " classes x "
                  + columns
                  + " features take "
                  + 8 * columns * k / (1 << 20)
                  + " MB: "
                  + slices
                  + " first passes over the rows, each of at most "
                  + perSlice
                  + " classes, and as much memory on the driver (memoryForMeans)");
    }
    for (SampleSet set : plans.get(0).sets()) {
      for (int i = 0; i < slots; i++) {
        all.get(i).put(set, ClassMoments.create(layout.layers().get(layer(i)).dimension(), k));
      }
      for (int first = 0; first < k; first += perSlice) {
        int count = Math.min(perSlice, k - first);
        SortedMap<Integer, byte[]> found =
            OrderedMerge.run(
                Objects.requireNonNull(rows.get(set)),
                new MomentTask(sentLayout, first, count, inputs.backend()),
                new MomentTask.Merger(),
                slots,
                16 * columns * count);
        for (Map.Entry<Integer, byte[]> each : found.entrySet()) {
          Objects.requireNonNull(all.get(each.getKey()).get(set))
              .combine(ClassMoments.fromBytes(each.getValue()), first);
        }
      }
    }
    if (all.stream().allMatch(each -> samples(each) == 0)) {
      throw ClassesFound.noRows();
    }
    return all.stream().map(MomentTally::of).toList();
  }

  private static long samples(Map<SampleSet, ClassMoments> moments) {
    ClassMoments train = moments.get(SampleSet.TRAIN);
    return train == null ? 0 : train.samples();
  }

  /** Sums of all samples by the pass of each slot. */
  private SortedMap<Integer, SampleTally> tallies(
      SortedMap<Integer, SecondPass> passes, Collection<String> ids) {
    Map<Integer, byte[]> wanted = new TreeMap<>();
    SortedMap<Integer, SampleTally> tallies = new TreeMap<>();
    Set<SampleSet> sets = EnumSet.noneOf(SampleSet.class);
    long bytes = 0;
    for (Map.Entry<Integer, SecondPass> each : passes.entrySet()) {
      SecondPass pass = each.getValue();
      tallies.put(each.getKey(), pass.tally());
      if (!pass.isEmpty()) {
        sets.addAll(pass.sets());
        wanted.put(each.getKey(), pass.toBytes());
        FeatureColumn features = layout.layers().get(layer(each.getKey()));
        bytes += pass.tally().toBytes().length + squares(features, ids);
      }
    }
    if (wanted.isEmpty()) {
      return tallies;
    }
    Broadcast<SlotPasses> broadcast = send(new SlotPasses(wanted));
    for (SampleSet set : sets) {
      OrderedMerge.run(
              Objects.requireNonNull(rows.get(set)),
              new SampleTask(sentLayout, broadcast, set),
              new SampleTask.Merger(broadcast),
              layout.slots(),
              bytes)
          .forEach(
              (i, sums) -> {
                SecondPass pass = Objects.requireNonNull(passes.get(i));
                Objects.requireNonNull(tallies.get(i)).combine(pass.tally(sums));
              });
    }
    return tallies;
  }

  /** Bytes of sums with D x D numbers, which an empty tally does not show. */
  private static long squares(FeatureColumn features, Collection<String> ids) {
    boolean some = ids.stream().anyMatch(id -> !MetricCatalogue.find(id).cost().isEmpty());
    return some ? 16L * features.dimension() * features.dimension() : 0;
  }

  @Override
  public void close() {
    sent.forEach(Broadcast::unpersist);
  }
}
