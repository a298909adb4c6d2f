package org.collapsar.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.collapsar.linalg.Matrix;
import org.collapsar.theory.HeadTally;
import org.collapsar.theory.LinearLayers;
import org.jspecify.annotations.Nullable;

/** The pass that certificates of linear layers need. */
final class HeadTask extends SlotTask {
  private static final long serialVersionUID = 1;

  /** Rows that go through the layers at once. */
  private static final int ROWS = 512;

  private final Broadcast<Layers> layers;

  HeadTask(Broadcast<RowLayout> layout, Broadcast<Layers> layers) {
    super(layout);
    this.layers = layers;
  }

  /** Linear layers, as they are sent. */
  static final class Layers implements Serializable {
    private static final long serialVersionUID = 1;

    private final int classes;
    private final int[] columns;
    private final double[][] weights;
    private final double @Nullable [][] biases;

    Layers(LinearLayers of) {
      int depth = of.depth();
      classes = of.classes();
      columns = new int[depth];
      weights = new double[depth][];
      biases = new double[depth][];
      for (int i = 0; i < depth; i++) {
        columns[i] = of.weights().get(i).columns();
        weights[i] = of.weights().get(i).data();
        biases[i] = of.biases().get(i);
      }
    }

    LinearLayers get() {
      List<Matrix> matrices = new java.util.ArrayList<>();
      for (int i = 0; i < columns.length; i++) {
        matrices.add(new Matrix(weights[i].length / columns[i], columns[i], weights[i]));
      }
      return new LinearLayers(classes, matrices, java.util.Arrays.asList(biases));
    }
  }

  @Override
  int firstClass() {
    return 0;
  }

  @Override
  int classes(RowLayout layout) {
    return layout.labels().count();
  }

  @Override
  Sums open(int slot, RowLayout layout, FeatureChunk chunk) {
    HeadTally tally = HeadTally.create(layers.value().get());
    double[] rows = new double[ROWS * chunk.columns()];
    return new Sums() {
      @Override
      public void take(int count) {
        for (int done = 0; done < count; done += ROWS) {
          int size = Math.min(ROWS, count - done);
          chunk.read(done, size, rows);
          tally.accept(rows, size, chunk.labels(), done);
        }
      }

      @Override
      public byte[] bytes() {
        return tally.toBytes();
      }

      @Override
      public void close() {}
    };
  }

  /** Merges sums. */
  static final class Merger implements OrderedMerge.Merger {
    private static final long serialVersionUID = 1;

    private final Broadcast<Layers> layers;

    Merger(Broadcast<Layers> layers) {
      this.layers = layers;
    }

    @Override
    public byte[] merge(int slot, Iterator<byte[]> parts) {
      byte[] first = parts.next();
      if (!parts.hasNext()) {
        return first;
      }
      LinearLayers its = layers.value().get();
      HeadTally all = HeadTally.fromBytes(its, first);
      parts.forEachRemaining(part -> all.combine(HeadTally.fromBytes(its, part)));
      return all.toBytes();
    }
  }
}
