package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Network;
import org.collapsar.net.Pass;
import org.collapsar.net.Samples;
import org.collapsar.train.FullPass;

/**
 * The features of the layers of a network as tables [n x width] that are computed while they are
 * read: a forward pass over a piece at a time, so that they never stand in memory as a whole. The
 * numbers are those that {@link EpochProbe} sees.
 */
public final class LayerFeatures implements AutoCloseable {
  private final Network network;
  private final Samples data;
  private final ThreadTeam team;
  private final Pass pass;
  private int piece = -1;

  /**
   * @param network stays open and belongs to the caller, as does {@code data}
   */
  public LayerFeatures(Network network, Samples data, int threads) {
    this.network = network;
    this.data = data;
    this.team = new ThreadTeam(threads);
    this.pass = new Pass(network, FullPass.PIECE, team);
  }

  /** Z_l after its activation; {@code layer} counts from 0. */
  public Rows of(int layer) {
    return new LayerRows(layer, network.spec().layers().get(layer).width());
  }

  private synchronized void read(int layer, int width, long firstRow, int count, double[] target) {
    int first = (int) firstRow;
    for (int done = 0; done < count; ) {
      int row = first + done;
      int start = load(row / FullPass.PIECE);
      int rows = Math.min(count - done, start + piece(row / FullPass.PIECE) - row);
      NativeArray features = pass.activations(layer);
      features.read((row - start) * width, target, done * width, rows * width);
      done += rows;
    }
  }

  /** Makes a piece the one that {@link #pass} holds; returns its first sample. */
  private int load(int wanted) {
    int start = wanted * FullPass.PIECE;
    if (wanted != piece) {
      int d = data.dimension();
      int samples = piece(wanted);
      pass.forward(data.inputs().slice(start * d, samples * d), samples);
      piece = wanted;
    }
    return start;
  }

  /** Samples in a piece. */
  private int piece(int number) {
    return Math.min(FullPass.PIECE, data.size() - number * FullPass.PIECE);
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
    pass.close();
  }
}
