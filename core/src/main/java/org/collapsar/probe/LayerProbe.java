package org.collapsar.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.Balancedness;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricValue;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of every layer from one pass: every piece's activations are taken into what the
 * metrics need, a layer per task. Layers count from 0 here and from 1 in what users read.
 */
final class LayerProbe implements MetricFamily.Collector {
  static final String NEGATIVITY = "negativity";
  static final String BALANCEDNESS = "balancedness";
  static final String IMBALANCE = "balancedness.absolute";

  private final ObservedNetwork network;
  private final int depth;
  private final ThreadTeam team;
  private final int classes;
  private final List<String> ids;
  private final boolean grams;
  private final List<String> withoutWeights;
  private final FeatureTally[] features;
  private final NegativityTally[] negativities;
  private final double[][] blocks;
  private final NegativityTally.Scratch[] scratch;

  // The piece under way.
  private int start;
  private int samples;
  private @Nullable Activations pass;
  private final ThreadTeam.Task pieceTask = this::piece;

  /** For what is wanted of each layer, in that order. */
  LayerProbe(Training training, MetricFamily.Wanted wanted) {
    this.network = training.network();
    this.depth = network.depth();
    this.team = training.team();
    this.classes = training.train().classes();
    this.ids = wanted.layers();
    this.grams = !wanted.matrices().isEmpty();
    int[] labels = training.labels();
    List<String> ofFeatures = ids.stream().filter(id -> !isOwn(id)).toList();
    this.withoutWeights =
        ofFeatures.stream().filter(id -> MetricCatalogue.find(id).needs().isEmpty()).toList();
    this.features = new FeatureTally[depth];
    int widest = 0;
    for (int l = 0; l < features.length; l++) {
      int width = width(l);
      widest = Math.max(widest, width);
      features[l] =
          new FeatureTally(width, labels, classes, hasClassifier(l) ? ofFeatures : withoutWeights);
    }
    this.blocks = new double[team.threads()][ObservedNetwork.PIECE * widest];
    boolean negativity = ids.contains(NEGATIVITY);
    this.negativities =
        IntStream.range(0, depth)
            .filter(l -> negativity && hasNegativity(l))
            .mapToObj(l -> new NegativityTally(l, width(l)))
            .toArray(NegativityTally[]::new);
    int widestBent =
        IntStream.range(0, depth).filter(this::hasNegativity).map(l -> width(l)).max().orElse(0);
    this.scratch = new NegativityTally.Scratch[negativities.length == 0 ? 0 : team.threads()];
    for (int t = 0; t < scratch.length; t++) {
      scratch[t] =
          new NegativityTally.Scratch(network.precision(), widestBent, ObservedNetwork.PIECE);
    }
  }

  private static boolean isOwn(String id) {
    return id.equals(NEGATIVITY) || id.equals(BALANCEDNESS) || id.equals(IMBALANCE);
  }

  @Override
  public boolean alsoDue(Epoch epoch) {
    return grams && epoch.due(Cadence.FRAMES);
  }

  @Override
  public boolean needsBefore() {
    return negativities.length > 0;
  }

  private boolean bends(int l) {
    return !network.layer(l).activation().equals(LayerView.IDENTITY);
  }

  private boolean hasNegativity(int l) {
    return bends(l) && !tooWide(l) && network.layer(l).givesBefore();
  }

  private int width(int l) {
    return network.layer(l).width();
  }

  private boolean tooWide(int l) {
    return width(l) > NegativityTally.MOST_WIDTH;
  }

  private boolean hasClassifier(int l) {
    return l + 1 < depth && width(l + 1) == classes && network.layer(l + 1).hasWeights();
  }

  /** W_{l+1} as it acts on the features of layer {@code l}, its output scale included. */
  private @Nullable Matrix classifierOf(int l) {
    return hasClassifier(l) ? network.layer(l + 1).actingWeights().orElse(null) : null;
  }

  @Override
  public void begin(Epoch epoch) {
    for (int l = 0; l < features.length; l++) {
      features[l].begin(
          classifierOf(l), hasClassifier(l) ? network.layer(l + 1).bias() : new double[0]);
    }
    for (NegativityTally tally : negativities) {
      tally.begin();
    }
  }

  @Override
  public void visit(int start, int samples, Activations pass) {
    this.start = start;
    this.samples = samples;
    this.pass = pass;
    team.run(2 * negativities.length + features.length, pieceTask);
  }

  /** Long tasks first, so that no thread is left with one at the end. */
  private void piece(int index, int thread) {
    Activations here = Objects.requireNonNull(pass);
    if (index < 2 * negativities.length) {
      NegativityTally tally = negativities[index / 2];
      if (index % 2 == 0) {
        tally.addDifference(here, samples, scratch[thread]);
      } else {
        tally.addBefore(here, samples, scratch[thread]);
      }
      return;
    }
    int l = index - 2 * negativities.length;
    double[] block = blocks[thread];
    here.after(l).read(0, block, 0, samples * width(l));
    features[l].accept(block, start, samples);
  }

  @Override
  public void measure(Epoch epoch) {
    if (epoch.due(LayerMetrics.CADENCE)) {
      values().forEach(epoch::putLayers);
    }
    for (int l = 0; alsoDue(epoch) && l < features.length; l++) {
      epoch.putMatrix(LayerMetrics.gram(l + 1), gram(features[l].moments()));
    }
  }

  private Map<String, List<MetricValue>> values() {
    boolean balance = ids.contains(BALANCEDNESS) || ids.contains(IMBALANCE);
    Balancedness.@Nullable Weights[] weights = new Balancedness.Weights[balance ? depth : 0];
    MetricValue[] negative = new MetricValue[negativities.length];
    List<Map<String, MetricValue>> ofFeatures = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      ofFeatures.add(Map.of());
    }
    team.run(
        weights.length + negative.length + depth,
        (index, thread) -> {
          int i = index;
          if (i < weights.length) {
            weights[i] = weights(i);
            return;
          }
          i -= weights.length;
          if (i < negative.length) {
            negative[i] = negativities[i].measure();
          } else {
            int l = i - negative.length;
            // Each task has its own place; the team's end of the round publishes it.
            ofFeatures.set(l, features[l].measure(1));
          }
        });
    MetricValue[] balanced = new MetricValue[ids.contains(BALANCEDNESS) ? depth - 1 : 0];
    team.run(balanced.length, (l, thread) -> balanced[l] = ofPair(weights, l, Balancedness::of));
    MetricValue[] imbalance = new MetricValue[ids.contains(IMBALANCE) ? depth - 1 : 0];
    team.run(
        imbalance.length, (l, thread) -> imbalance[l] = ofPair(weights, l, Balancedness::absolute));
    Map<String, List<MetricValue>> values = new LinkedHashMap<>();
    for (String id : ids) {
      if (id.equals(BALANCEDNESS)) {
        values.put(id, Arrays.asList(balanced));
      } else if (id.equals(IMBALANCE)) {
        values.put(id, Arrays.asList(imbalance));
      } else if (id.equals(NEGATIVITY)) {
        values.put(id, negativity(negative));
      } else {
        List<MetricValue> layers = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
          MetricValue value = ofFeatures.get(l).get(id);
          layers.add(value == null ? noClassifier(l) : value);
        }
        values.put(id, layers);
      }
    }
    return values;
  }

  private Balancedness.@Nullable Weights weights(int l) {
    Matrix w = network.layer(l).weights().orElse(null);
    if (w == null) {
      return null;
    }
    Balancedness.Weights weights = new Balancedness.Weights(w);
    weights.prepare(l < depth - 1, l > 0);
    return weights;
  }

  /** Of a layer and the next. */
  private static MetricValue ofPair(
      Balancedness.@Nullable Weights[] weights,
      int l,
      BiFunction<Balancedness.Weights, Balancedness.Weights, MetricValue> measured) {
    Balancedness.Weights first = weights[l];
    Balancedness.Weights second = weights[l + 1];
    return first == null || second == null
        ? noMatrix(first == null ? l : l + 1)
        : measured.apply(second, first);
  }

  private static MetricValue noMatrix(int l) {
    return MetricValue.undefined("because layer %d has no matrix of weights".formatted(l + 1));
  }

  private List<MetricValue> negativity(MetricValue[] negative) {
    List<MetricValue> layers = new ArrayList<>();
    int next = 0;
    for (int l = 0; l < depth; l++) {
      layers.add(
          !bends(l)
              ? MetricValue.of(0)
              : tooWide(l)
                  ? MetricValue.undefined(
                      "because the layer has "
                          + width(l)
                          + " neurons, more than the "
                          + NegativityTally.MOST_WIDTH
                          + " up to which it is measured")
                  : !network.layer(l).givesBefore()
                      ? MetricValue.undefined(
                          "because the network does not give the layer before its activation")
                      : negative[next++]);
    }
    return layers;
  }

  private MetricValue noClassifier(int l) {
    if (l + 1 == depth) {
      return MetricValue.undefined("because no layer comes after the last");
    }
    return width(l + 1) == classes
        ? noMatrix(l + 1)
        : MetricValue.undefined(
            "because W_"
                + (l + 2)
                + " has "
                + width(l + 1)
                + " rows, not one for each of the "
                + classes
                + " classes");
  }

  private static Matrix gram(ClassMoments moments) {
    int k = moments.classes();
    Matrix means = new Matrix(k, moments.dimension());
    for (int c = 0; c < k; c++) {
      System.arraycopy(moments.mean(c), 0, means.data(), c * means.columns(), means.columns());
    }
    Matrix gram = Blas.timesTransposed(means, means);
    for (int c = 0; c < k; c++) {
      for (int other = 0; other < k; other++) {
        if (moments.count(c) == 0 || moments.count(other) == 0) {
          gram.data()[c * k + other] = Double.NaN;
        }
      }
    }
    return gram;
  }

  @Override
  public void close() {
    for (NegativityTally.Scratch s : scratch) {
      s.close();
    }
  }
}
