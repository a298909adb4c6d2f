package org.collapsar.data.images;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.collapsar.data.Dataset;
import org.collapsar.data.ImageShape;
import org.collapsar.files.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in memory, as samples to train on: a byte per number where all are whole, 0 to 255, and
 * four where they are not, because pictures were resized or have 16 bits.
 */
final class PictureDataset implements Dataset {
  private static final int BATCH = 64;

  private final List<Object> rows; // byte[] or float[]
  private final int[] labels;
  private final ImageShape shape;
  private final int classes;
  private final String sha256;
  private final boolean grey;
  private final @Nullable String note;

  private PictureDataset(
      List<Object> rows,
      int[] labels,
      ImageShape shape,
      int classes,
      String sha256,
      boolean grey,
      @Nullable String note) {
    this.rows = rows;
    this.labels = labels;
    this.shape = shape;
    this.classes = classes;
    this.sha256 = sha256;
    this.grey = grey;
    this.note = note;
  }

  /**
   * Decodes all pictures of a set.
   *
   * @param preprocessing whose numbers are 0 to 255, channel after channel
   * @throws org.collapsar.BadInputException for a broken picture, unless they are skipped, for
   *     pictures of different sizes, and where there is none
   */
  static PictureDataset read(
      ImageSet set, Preprocessing preprocessing, int classes, boolean skipBroken) {
    List<Object> rows = new ArrayList<>();
    int[] labels = new int[set.size()];
    ImageShape shape = new ImageShape(1, 1, 1);
    MessageDigest digest = Sha256.digest();
    boolean grey = true;
    String note = null;
    int threads = Runtime.getRuntime().availableProcessors();
    try (ImageBatches batches = ImageBatches.of(set, preprocessing, BATCH, threads, skipBroken)) {
      for (ImageBatch b = batches.next(); b != null; b = batches.next()) {
        shape = new ImageShape(b.channels(), b.height(), b.width());
        int length = shape.dimension();
        for (int i = 0; i < b.count(); i++) {
          labels[rows.size()] = b.labels()[i];
          grey = grey && sameChannels(b.values(), i * length, shape);
          Object row = row(b.values(), i * length, length);
          rows.add(row);
          digest.update((byte) b.labels()[i]);
          digest.update(row instanceof byte[] bytes ? bytes : ofFloats((float[]) row));
        }
      }
      if (batches.skipped() > 0) {
        note = noteOf(batches.skipped(), batches.broken().get(0));
      }
    }
    return new PictureDataset(
        rows,
        Arrays.copyOf(labels, rows.size()),
        shape,
        classes,
        Sha256.hex(digest),
        grey && shape.channels() > 1 && !rows.isEmpty(),
        note);
  }

  /** Whether every channel of the picture at {@code at} has the numbers of the first. */
  private static boolean sameChannels(float[] values, int at, ImageShape shape) {
    int plane = shape.height() * shape.width();
    for (int c = 1; c < shape.channels(); c++) {
      int other = at + c * plane;
      if (!Arrays.equals(values, at, at + plane, values, other, other + plane)) {
        return false;
      }
    }
    return true;
  }

  private static String noteOf(int skipped, String first) {
    return skipped == 1
        ? "1 picture that cannot be decoded is left out: " + first
        : skipped + " pictures that cannot be decoded are left out, the first: " + first;
  }

  private static Object row(float[] values, int at, int length) {
    byte[] bytes = new byte[length];
    for (int j = 0; j < length; j++) {
      int whole = (int) values[at + j];
      if (whole != values[at + j]) {
        return Arrays.copyOfRange(values, at, at + length);
      }
      bytes[j] = (byte) whole;
    }
    return bytes;
  }

  private static byte[] ofFloats(float[] row) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * row.length);
    bytes.asFloatBuffer().put(row);
    return bytes.array();
  }

  /** What was left out as broken, in a line; null where nothing was. */
  @Nullable String note() {
    return note;
  }

  /** Whether there are several channels, and all are equal in every picture. */
  boolean grey() {
    return grey;
  }

  /** Of labels and numbers, in their order: changes when a picture does. */
  String sha256() {
    return sha256;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int dimension() {
    return shape.dimension();
  }

  @Override
  public Optional<ImageShape> image() {
    return Optional.of(shape);
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public void copyRow(int i, double[] target, int offset) {
    Object row = rows.get(Objects.checkIndex(i, labels.length));
    if (row instanceof byte[] bytes) {
      for (int j = 0; j < bytes.length; j++) {
        target[offset + j] = bytes[j] & 0xff;
      }
    } else {
      float[] floats = (float[]) row;
      for (int j = 0; j < floats.length; j++) {
        target[offset + j] = floats[j];
      }
    }
  }
}
