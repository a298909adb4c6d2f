package org.collapsar.hdf5;

import io.jhdf.object.message.DataLayoutMessage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.collapsar.files.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a chunked dataset as the bytes of a table of rows, the user's last dimension
 * fastest. They are made in bands of rows: a band is unpacked from all chunks that it meets, by all
 * threads that wait for it, and the last few bands stay in memory; what was packed is kept in a
 * temporary file for the next pass. So each chunk is unpacked once where a table is read from top
 * to bottom, whatever its shape, as long as the chunks beside each other fit into a band; wider
 * ones are unpacked once for every band.
 */
final class ChunkedBytes implements Bytes {
  private static final int BANDS = 3;

  /** So many bytes at least, so that threads find several chunks to work on. */
  private static final long WANTED = 8 << 20;

  private final String label;
  private final Storage storage;
  private final DataLayoutMessage layout;
  private final Chunking chunking;
  private final Filters filters;
  private final byte[] fill;
  private final long rows;
  private final long rowBytes;
  private final int bandRows;
  private final Bytes stored;
  private final List<Band> bands = new ArrayList<>();

  /** What was unpacked before; null where chunks are not packed. */
  private final @Nullable UnpackedFile unpacked;

  private @Nullable ChunkTable table;

  ChunkedBytes(
      String label,
      Storage storage,
      DataLayoutMessage layout,
      Chunking chunking,
      Filters filters,
      byte[] fill) {
    this.label = label;
    this.storage = storage;
    this.layout = layout;
    this.chunking = chunking;
    this.filters = filters;
    this.fill = fill;
    this.stored = storage.from(0);
    int rowDimension = chunking.rowDimension();
    rows = chunking.sizes()[rowDimension];
    rowBytes = chunking.strides()[rowDimension] * chunking.bytes();
    bandRows = bandRows(chunking.chunk()[rowDimension]);
    unpacked = filters.isEmpty() ? null : new UnpackedFile(rows * rowBytes);
  }

  /** As many rows as chunks have, or as some chunks have, or as fit into memory. */
  private int bandRows(int chunkRows) {
    long most = Math.max(1, Math.min(Runtime.getRuntime().maxMemory() / 32, 1 << 26));
    long row = Math.max(1, rowBytes);
    long wanted = Math.max(1, WANTED / row / chunkRows) * chunkRows;
    return (int) Math.max(1, Math.min(Math.min(wanted, most / row), Math.max(1, rows)));
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    if (rowBytes > Integer.MAX_VALUE - 8 || rowBytes > Runtime.getRuntime().maxMemory() / 8) {
      throw new IOException(
          "expected rows of at most an eighth of the memory, found " + rowBytes + " bytes");
    }
    long bandBytes = bandRows * rowBytes;
    for (long at = position; target.hasRemaining(); ) {
      if (at < 0 || at / rowBytes >= rows) {
        throw new EOFException("ends too early");
      }
      Band band = take(at / bandBytes);
      try {
        byte[] content = band.content();
        int from = (int) (at % bandBytes);
        int n = Math.min(target.remaining(), band.length() - from);
        target.put(content, from, n);
        at += n;
      } finally {
        give(band);
      }
    }
  }

  /** The band of that number, kept until it is given back. */
  private synchronized Band take(long number) throws IOException {
    while (true) {
      Band free = null;
      for (Band band : bands) {
        if (band.number == number) {
          band.users++;
          // The one that was wanted last stays longest.
          bands.remove(band);
          bands.add(band);
          return band;
        }
        if (band.users == 0 && free == null) {
          free = band;
        }
      }
      if (bands.size() < BANDS || free != null) {
        byte[] room = bands.size() < BANDS || free == null ? null : free.room;
        if (room != null) {
          bands.remove(free);
        }
        Band band = new Band(number, room, table());
        band.users++;
        bands.add(band);
        return band;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("reading was interrupted", e);
      }
    }
  }

  private synchronized void give(Band band) {
    band.users--;
    notifyAll();
  }

  private synchronized ChunkTable table() {
    ChunkTable read = table;
    if (read == null) {
      Storage own = storage.again();
      try {
        read = Guard.call(label, () -> ChunkIndex.read(own, layout, chunking, !filters.isEmpty()));
      } finally {
        own.close();
      }
      table = read;
    }
    return read;
  }

  @Override
  public synchronized void close() {
    bands.removeIf(band -> band.users == 0);
    stored.close();
    if (unpacked != null) {
      unpacked.close();
    }
  }

  /** Some rows, unpacked. */
  private final class Band {
    private final long number;
    private final ChunkTable chunks;
    private final long first;
    private final int count;
    private final byte[] room;

    /** The chunks that it meets: the first along each dimension, and how many. */
    private final long[] start;

    private final long[] along;
    private final long jobs;
    private final boolean wasUnpacked;
    private boolean isKept;
    private long taken;
    private long done;
    private @Nullable Throwable failure;

    /** Who reads it now; guarded by the table. */
    private int users;

    Band(long number, byte @Nullable [] room, ChunkTable chunks) {
      this.number = number;
      this.chunks = chunks;
      this.first = number * bandRows;
      this.count = (int) Math.min(bandRows, rows - first);
      // All but the last are of one length, so that the memory of another can be used.
      this.room = room == null ? new byte[(int) (bandRows * rowBytes)] : room;
      start = new long[chunking.dimensions()];
      along = new long[start.length];
      long product = 1;
      for (int d = 0; d < start.length; d++) {
        along[d] = chunking.count(d);
        if (d == chunking.rowDimension()) {
          int size = chunking.chunk()[d];
          start[d] = first / size;
          along[d] = (first + count - 1) / size - start[d] + 1;
        }
        product *= along[d];
      }
      wasUnpacked = unpacked != null && unpacked.has(number);
      isKept = wasUnpacked || unpacked == null;
      jobs = wasUnpacked ? 1 : product;
    }

    int length() {
      return (int) (count * rowBytes);
    }

    /** Works on it until nothing is left to do, with idle processors, then waits for others. */
    byte[] content() throws IOException {
      for (int i = idle(); i > 0; i--) {
        ForkJoinPool.commonPool().execute(this::work);
      }
      work();
      byte[] content = wholeContent();
      if (unpacked != null && toBeKept()) {
        unpacked.keep(number, number * bandRows * rowBytes, ByteBuffer.wrap(content, 0, length()));
      }
      return content;
    }

    /** How many threads more could find work. */
    private synchronized int idle() {
      return (int) Math.min(jobs - taken - 1, ForkJoinPool.getCommonPoolParallelism());
    }

    private synchronized boolean toBeKept() {
      boolean first = !isKept;
      isKept = true;
      return first;
    }

    private void work() {
      for (long job = next(); job >= 0; job = next()) {
        try {
          unpack(job);
          finish(null);
        } catch (IOException | RuntimeException | Error e) {
          finish(e);
        }
      }
    }

    private synchronized long next() {
      return failure == null && taken < jobs ? taken++ : -1;
    }

    private synchronized void finish(@Nullable Throwable e) {
      done++;
      if (e != null && failure == null) {
        failure = e;
      }
      notifyAll();
    }

    private synchronized byte[] wholeContent() throws IOException {
      while (done < taken || (failure == null && done < jobs)) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("reading was interrupted", e);
        }
      }
      if (failure instanceof IOException e) {
        throw new IOException(e.getMessage(), e);
      } else if (failure instanceof RuntimeException e) {
        throw e;
      } else if (failure instanceof Error e) {
        throw e;
      }
      return room;
    }

    private void unpack(long job) throws IOException {
      if (unpacked != null && wasUnpacked) {
        unpacked.read(number * bandRows * rowBytes, ByteBuffer.wrap(room, 0, length()));
        return;
      }
      long[] place = new long[start.length];
      long rest = job;
      for (int d = place.length - 1; d >= 0; d--) {
        place[d] = start[d] + rest % along[d];
        rest /= along[d];
      }
      int at = chunks.find(chunking.number(place));
      ChunkCopy copy = new ChunkCopy(chunking, place, first, count);
      if (at < 0) {
        copy.fill(fill, room);
      } else {
        copy.copy(chunk(at), room);
      }
    }

    private byte[] chunk(int at) throws IOException {
      int size = chunks.size(at);
      int chunkBytes = chunking.chunkBytes();
      long address = chunks.address(at);
      if (!storage.has(address, size)) {
        throw new EOFException("ends before a chunk of its numbers");
      }
      if (!filters.canBe(size, chunkBytes, chunks.mask(at))) {
        throw new IOException(
            "expected a chunk of " + chunkBytes + " bytes, found one packed into " + size);
      }
      byte[] packed = new byte[size];
      stored.read(address, ByteBuffer.wrap(packed));
      return filters.undo(packed, chunkBytes, chunks.mask(at));
    }
  }
}
