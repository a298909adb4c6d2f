package org.collapsar.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.collapsar.linalg.ThreadTeam;

/**
 * The least that two passes over a file cost: all its bytes read twice by positional reads, on all
 * threads, and nothing done with them. The file is in the page cache after the first time.
 */
final class ReadingFloor implements Timed {
  private static final int PASSES = 2;
  private static final int BUFFER = 1 << 18;

  private final FileChannel channel;
  private final long size;
  private final ThreadTeam team;
  private final ByteBuffer[] buffers;

  ReadingFloor(Path file, int threads) {
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      size = channel.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    team = new ThreadTeam(threads);
    buffers = new ByteBuffer[threads];
    for (int t = 0; t < threads; t++) {
      buffers[t] = ByteBuffer.allocateDirect(BUFFER);
    }
  }

  @Override
  public String name() {
    return "reading twice";
  }

  @Override
  public void step(int batch) {
    int pieces = Math.toIntExact((size + BUFFER - 1) / BUFFER);
    for (int pass = 0; pass < PASSES; pass++) {
      team.run(pieces, (piece, thread) -> read((long) piece * BUFFER, buffers[thread]));
    }
  }

  private void read(long start, ByteBuffer buffer) {
    buffer.clear();
    try {
      long at = start;
      while (buffer.hasRemaining() && at < size) {
        at += channel.read(buffer, at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    team.close();
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
