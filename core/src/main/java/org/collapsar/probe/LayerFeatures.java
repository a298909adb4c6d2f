package org.collapsar.probe;

import java.util.Objects;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.SampleSource;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Features of the layers of a network as tables [n x width] that are computed while they are read:
 * a forward pass over a piece at a time, so that they never stand in memory as a whole. The numbers
 * are those that {@link EpochProbe} sees.
 */
public final class LayerFeatures implements AutoCloseable {
  private final ObservedNetwork network;
  private final SampleSource data;
  private final ThreadTeam team;
  private final NetworkSweep sweep;
  private @Nullable Activations held;
  private int piece = -1;

  /**
   * Prepares passes over data.
   *
   * @param network stays open and belongs to the caller, as does {@code data}
   * @param data the samples
   * @param threads at least 1; no number depends on it
   */
  public LayerFeatures(ObservedNetwork network, SampleSource data, int threads) {
    this.network = network;
    this.data = data;
    this.team = new ThreadTeam(threads);
    this.sweep = network.sweep(team, Loss.SQUARED, false);
  }

  /**
   * {@return Z_l after its activation, [n x width]}
   *
   * @param layer number from 0
   */
  public Rows of(int layer) {
    return new LayerRows(layer, network.layer(layer).width());
  }

  private synchronized void read(int layer, int width, long firstRow, int count, double[] target) {
    int first = (int) firstRow;
    for (int done = 0; done < count; ) {
      int row = first + done;
      int start = load(row / ObservedNetwork.PIECE);
      int rows = Math.min(count - done, start + piece(row / ObservedNetwork.PIECE) - row);
      NativeArray features = Objects.requireNonNull(held).after(layer);
      features.read((row - start) * width, target, done * width, rows * width);
      done += rows;
    }
  }

  /** Makes a piece the one that is held; returns its first sample. */
  private int load(int wanted) {
    int start = wanted * ObservedNetwork.PIECE;
    if (wanted != piece) {
      held = sweep.forward(data, start, piece(wanted));
      piece = wanted;
    }
    return start;
  }

  /** Samples in a piece. */
  private int piece(int number) {
    return Math.min(ObservedNetwork.PIECE, data.size() - number * ObservedNetwork.PIECE);
  }

  private final class LayerRows implements Rows {
    private final int layer;
    private final int width;

    LayerRows(int layer, int width) {
      this.layer = layer;
      this.width = width;
    }

    @Override
    public long rows() {
      return data.size();
    }

    @Override
    public int columns() {
      return width;
    }

    @Override
    public void read(long firstRow, int count, double[] target) {
      Rows.checkRange(this, firstRow, count, target);
      LayerFeatures.this.read(layer, width, firstRow, count, target);
      Rows.checkFinite(describe(), firstRow, count, width, target);
    }

    @Override
    public String describe() {
      return "features of layer " + (layer + 1);
    }

    @Override
    public int bytesPerValue() {
      return network.precision().bytes();
    }
  }

  @Override
  public void close() {
    team.close();
    sweep.close();
  }
}
