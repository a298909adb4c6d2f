package org.collapsar.files;

import org.collapsar.linalg.Rows;

/** Means over the places of images or sequences: a number per channel. */
final class PooledRows implements Rows {
  private static final int BUFFER = 1 << 17;

  private final Rows all;
  private final int channels;
  private final int places;
  private final boolean channelsLast;

  /**
   * @param all a sample per row, [channels x places] or [places x channels]
   */
  PooledRows(Rows all, int channels, boolean channelsLast) {
    this.all = all;
    this.channels = channels;
    this.places = all.columns() / channels;
    this.channelsLast = channelsLast;
  }

  @Override
  public long rows() {
    return all.rows();
  }

  @Override
  public int columns() {
    return channels;
  }

  @Override
  public String describe() {
    return all.describe();
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    Rows.checkRange(this, firstRow, count, target);
    int width = all.columns();
    int room = Math.min(count, Math.max(1, BUFFER / width));
    double[] buffer = new double[Math.multiplyExact(room, width)];
    for (int done = 0; done < count; done += room) {
      int n = Math.min(room, count - done);
      all.read(firstRow + done, n, buffer);
      for (int i = 0; i < n; i++) {
        for (int c = 0; c < channels; c++) {
          target[(done + i) * channels + c] = mean(buffer, i * width, c);
        }
      }
    }
  }

  private double mean(double[] buffer, int row, int channel) {
    int at = row + (channelsLast ? channel : channel * places);
    int step = channelsLast ? channels : 1;
    double sum = 0;
    for (int p = 0; p < places; p++) {
      sum += buffer[at + p * step];
    }
    return sum / places;
  }

  @Override
  public void close() {
    all.close();
  }
}
