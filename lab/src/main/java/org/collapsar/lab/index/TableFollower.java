package org.collapsar.lab.index;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * Follower of a table that a run appends to: takes the whole lines that are new since the last
 * look, never one without its line break. Row i is the i-th line behind the header, from 0.
 *
 * <p>A run that goes on cuts its tables off first and then writes the same rows again. Such rows
 * are not handed out twice: each is known by a hash of its bytes. Where one differs, or where the
 * header does, {@link Batch#cut} says which rows are no more.
 *
 * <p>Not safe for use by several threads.
 */
public final class TableFollower {
  private static final int CHUNK = 1 << 16;

  /** At most so many bytes are taken at a look, so that a look at a long table is short. */
  private static final int MOST = 1 << 20;

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Path file;
  private String header = "";
  private long headerEnd;
  private long offset;
  private long lastStart;
  private int row;

  /** Hashes of the rows that were handed out; 0 for those that an earlier process was given. */
  private long[] hashes = new long[64];

  private int known;

  /**
   * Follows a file from its beginning.
   *
   * @param file need not exist yet
   */
  public TableFollower(Path file) {
    this.file = file;
  }

  /**
   * Memory of a follower, from which it can be made again.
   *
   * @param header of the file, without its line break
   * @param offset behind the last row that was taken
   * @param lastStart where that row begins
   * @param lastHash of that row
   * @param rows how many were taken
   */
  public record Mark(String header, long offset, long lastStart, long lastHash, int rows) {}

  /**
   * Follows a file from where another follower was.
   *
   * @param file need not exist any more
   * @param mark of the other follower
   */
  public TableFollower(Path file, Mark mark) {
    this(file);
    header = mark.header();
    headerEnd = header.isEmpty() ? 0 : header.getBytes(StandardCharsets.UTF_8).length + 1;
    offset = mark.offset();
    lastStart = mark.lastStart();
    row = mark.rows();
    known = mark.rows();
    hashes = new long[Math.max(64, known + 16)];
    if (known > 0) {
      hashes[known - 1] = mark.lastHash();
    }
  }

  /**
   * Result of a look.
   *
   * @param cut the rows from this one on are no more, -1 where all are as they were
   * @param first the number of the first of {@link #lines}
   * @param lines the new rows, without line breaks
   * @param more whether there is more to be taken at once
   */
  public record Batch(int cut, int first, List<String> lines, boolean more) {
    static final Batch NOTHING = new Batch(-1, 0, List.of(), false);
  }

  /** {@return the place where this follower is} */
  public Mark mark() {
    return new Mark(header, offset, lastStart, known == 0 ? 0 : hashes[known - 1], known);
  }

  /** {@return the first line; empty as long as there is none} */
  public String header() {
    return header;
  }

  /** {@return the number of rows that were handed out} */
  public int rows() {
    return known;
  }

  /**
   * Takes what is new, at most a mebibyte of it.
   *
   * @return new rows; none for a file that is not there
   * @throws FailedException if the file cannot be read
   */
  public Batch poll() {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (!fits(in)) {
        // Again from the beginning; rows that are as they were are passed over.
        offset = 0;
        row = 0;
      }
      return take(in);
    } catch (java.io.FileNotFoundException notThere) {
      return Batch.NOTHING;
    } catch (IOException e) {
      throw new FailedException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Whether the header and the last row are where they were. */
  private boolean fits(RandomAccessFile in) throws IOException {
    if (offset == 0) {
      return true;
    }
    if (in.length() < offset) {
      return false;
    }
    byte[] first = read(in, 0, headerEnd);
    if (!Arrays.equals(first, (header + "\n").getBytes(StandardCharsets.UTF_8))) {
      return false;
    }
    if (row == 0) {
      return true;
    }
    byte[] last = read(in, lastStart, offset);
    return hash(last, 0, last.length - 1) == hashes[row - 1];
  }

  private static byte[] read(RandomAccessFile in, long from, long to) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    in.seek(from);
    in.readFully(bytes);
    return bytes;
  }

  private Batch take(RandomAccessFile in) throws IOException {
    int cut = -1;
    int first = known;
    List<String> lines = new ArrayList<>();
    byte[] buffer = new byte[CHUNK];
    int held = 0;
    long start = offset;
    in.seek(offset);
    while (true) {
      if (held == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      int got = in.read(buffer, held, buffer.length - held);
      if (got <= 0) {
        return new Batch(cut, first, lines, false);
      }
      held += got;
      int from = 0;
      for (int i = held - got; i < held; i++) {
        if (buffer[i] != '\n') {
          continue;
        }
        if (offset == 0) {
          String found = text(buffer, from, i);
          if (!found.equals(header)) {
            cut = known > 0 ? 0 : cut;
            known = 0;
            first = 0;
            header = found;
          }
          headerEnd = (long) i + 1 - from;
        } else {
          long hash = hash(buffer, from, i);
          if (row < known && hash != hashes[row]) {
            cut = row;
            known = row;
            first = row;
            lines.clear();
          }
          if (row == known) {
            remember(hash);
            lines.add(text(buffer, from, i));
          }
          lastStart = offset;
          row++;
        }
        offset += (long) i + 1 - from;
        from = i + 1;
      }
      System.arraycopy(buffer, from, buffer, 0, held - from);
      held -= from;
      if (offset - start >= MOST) {
        return new Batch(cut, first, lines, true);
      }
    }
  }

  private void remember(long hash) {
    if (known == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * known);
    }
    hashes[known++] = hash;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** FNV-1a of 64 bits, never 0. */
  private static long hash(byte[] bytes, int from, int to) {
    long hash = FNV_BASIS;
    for (int i = from; i < to; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return hash == 0 ? 1 : hash;
  }

  /**
   * Reads the cells of a row as numbers.
   *
   * @param line of a table, with commas between the cells
   * @return as many as the row has cells; NaN where a cell is empty or holds none
   */
  public static double[] numbers(String line) {
    List<Integer> commas = new ArrayList<>();
    for (int i = line.indexOf(','); i >= 0; i = line.indexOf(',', i + 1)) {
      commas.add(i);
    }
    double[] numbers = new double[commas.size() + 1];
    int from = 0;
    for (int i = 0; i < numbers.length; i++) {
      int to = i < commas.size() ? commas.get(i) : line.length();
      numbers[i] = number(line, from, to);
      from = to + 1;
    }
    return numbers;
  }

  private static double number(String line, int from, int to) {
    if (from == to) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(line.substring(from, to));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** {@return the name of the file that is followed} */
  @Override
  public String toString() {
    @Nullable Path name = file.getFileName();
    return String.valueOf(name);
  }
}
