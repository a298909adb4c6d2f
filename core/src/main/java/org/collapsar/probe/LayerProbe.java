package org.collapsar.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.Balancedness;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricValue;
import org.collapsar.moments.ClassMoments;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.train.FullPass;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of every layer from one pass: every piece's activations are taken into what the
 * metrics need, a layer a task. Layers count from 0 here and from 1 in what users read.
 */
final class LayerProbe implements MetricFamily.Collector {
  static final String NEGATIVITY = "negativity";
  static final String BALANCEDNESS = "balancedness";
  static final String IMBALANCE = "balancedness.absolute";

  private final Network network;
  private final NetworkSpec spec;
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
  private @Nullable Pass pass;
  private final ThreadTeam.Task pieceTask = this::piece;

  /** For what is wanted of each layer, in that order. */
  LayerProbe(Training training, MetricFamily.Wanted wanted) {
    this.network = training.network();
    this.spec = training.spec();
    this.team = training.team();
    this.classes = training.train().classes();
    this.ids = wanted.layers();
    this.grams = !wanted.matrices().isEmpty();
    int[] labels = training.labels();
    List<String> ofFeatures = ids.stream().filter(id -> !isOwn(id)).toList();
    this.withoutWeights =
        ofFeatures.stream().filter(id -> MetricCatalogue.find(id).needs().isEmpty()).toList();
    this.features = new FeatureTally[spec.depth()];
    int widest = 0;
    for (int l = 0; l < features.length; l++) {
      int width = spec.layers().get(l).width();
      widest = Math.max(widest, width);
      features[l] =
          new FeatureTally(width, labels, classes, hasClassifier(l) ? ofFeatures : withoutWeights);
    }
    this.blocks = new double[team.threads()][FullPass.PIECE * widest];
    boolean negativity = ids.contains(NEGATIVITY);
    this.negativities =
        IntStream.range(0, spec.depth())
            .filter(l -> negativity && bends(l) && !tooWide(l))
            .mapToObj(l -> new NegativityTally(l, spec.layers().get(l).width()))
            .toArray(NegativityTally[]::new);
    int widestBent =
        IntStream.range(0, spec.depth())
            .filter(l -> bends(l) && !tooWide(l))
            .map(l -> spec.layers().get(l).width())
            .max()
            .orElse(0);
    this.scratch = new NegativityTally.Scratch[negativities.length == 0 ? 0 : team.threads()];
    for (int t = 0; t < scratch.length; t++) {
      scratch[t] = new NegativityTally.Scratch(network.precision(), widestBent, FullPass.PIECE);
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
    return !spec.layers().get(l).activation().isIdentity();
  }

  private boolean tooWide(int l) {
    return spec.layers().get(l).width() > NegativityTally.MOST_WIDTH;
  }

  private boolean hasClassifier(int l) {
    return l + 1 < spec.depth() && spec.layers().get(l + 1).width() == classes;
  }

  /** W_{l+1} as it acts on the features of layer {@code l}, its output scale included. */
  private @Nullable Matrix classifierOf(int l) {
    if (!hasClassifier(l)) {
      return null;
    }
    LayerSpec next = spec.layers().get(l + 1);
    Matrix w = network.matrix(l + 1);
    return next.outputScale() == 1 ? w : w.combine(next.outputScale(), 0, w);
  }

  @Override
  public void begin(Epoch epoch) {
    for (int l = 0; l < features.length; l++) {
      features[l].begin(classifierOf(l), hasClassifier(l) ? network.biases(l + 1) : new double[0]);
    }
    for (NegativityTally tally : negativities) {
      tally.begin();
    }
  }

  @Override
  public void visit(int start, int samples, Pass pass) {
    this.start = start;
    this.samples = samples;
    this.pass = pass;
    team.run(2 * negativities.length + features.length, pieceTask);
  }

  /** Long tasks first, so that no thread is left with one at the end. */
  private void piece(int index, int thread) {
    Pass here = Objects.requireNonNull(pass);
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
    here.activations(l).read(0, block, 0, samples * spec.layers().get(l).width());
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
    int depth = spec.depth();
    boolean balance = ids.contains(BALANCEDNESS) || ids.contains(IMBALANCE);
    Balancedness.Weights[] weights = new Balancedness.Weights[balance ? depth : 0];
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
            weights[i] = new Balancedness.Weights(network.matrix(i));
            weights[i].prepare(i < depth - 1, i > 0);
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
    team.run(
        balanced.length, (l, thread) -> balanced[l] = Balancedness.of(weights[l + 1], weights[l]));
    MetricValue[] imbalance = new MetricValue[ids.contains(IMBALANCE) ? depth - 1 : 0];
    team.run(
        imbalance.length,
        (l, thread) -> imbalance[l] = Balancedness.absolute(weights[l + 1], weights[l]));
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

  private List<MetricValue> negativity(MetricValue[] negative) {
    List<MetricValue> layers = new ArrayList<>();
    int next = 0;
    for (int l = 0; l < spec.depth(); l++) {
      layers.add(
          !bends(l)
              ? MetricValue.of(0)
              : tooWide(l)
                  ? MetricValue.undefined(
                      "because the layer has "
                          + spec.layers().get(l).width()
                          + " neurons, more than the "
                          + NegativityTally.MOST_WIDTH
                          + " up to which it is measured")
                  : negative[next++]);
    }
    return layers;
  }

  private MetricValue noClassifier(int l) {
    return l + 1 == spec.depth()
        ? MetricValue.undefined("because no layer comes after the last")
        : MetricValue.undefined(
            "because W_"
                + (l + 2)
                + " has "
                + spec.layers().get(l + 1).width()
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
