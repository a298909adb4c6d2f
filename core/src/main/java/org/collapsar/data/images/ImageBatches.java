package org.collapsar.data.images;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images of a set as a network takes them, a batch after the other in the order of the set.
 * Threads decode ahead, two batches at most; what comes out depends on neither threads nor batch. A
 * broken image is an error when its batch is asked for, or, if they are skipped, is left out: the
 * images after it move up, so that every batch but the last is full.
 */
public final class ImageBatches implements AutoCloseable {
  private final Decoding decoding;

  private ImageBatches(Decoding decoding) {
    this.decoding = decoding;
  }

  /**
   * Begins to decode.
   *
   * @param set that is read; stays open
   * @param preprocessing that each image goes through
   * @param batch images a batch, at least 1
   * @param threads that decode, at least 1
   * @param skipBroken whether images that cannot be decoded are left out
   * @return batches; have to be closed
   */
  public static ImageBatches of(
      ImageSet set, Preprocessing preprocessing, int batch, int threads, boolean skipBroken) {
    return of(set, preprocessing, batch, threads, skipBroken, 1);
  }

  /**
   * Begins to decode, for a caller who works on several batches at a time.
   *
   * @param set that is read; stays open
   * @param preprocessing that each image goes through
   * @param batch images per batch, at least 1
   * @param threads that decode, at least 1
   * @param skipBroken whether images that cannot be decoded are left out
   * @param held how many calls of {@link #next} leave the values of a batch valid, that which gave
   *     it among them; at least 1
   * @return batches; have to be closed
   */
  public static ImageBatches of(
      ImageSet set,
      Preprocessing preprocessing,
      int batch,
      int threads,
      boolean skipBroken,
      int held) {
    return new ImageBatches(new Decoding(set, preprocessing, batch, threads, skipBroken, held));
  }

  /**
   * Waits for the next batch. Its values are valid until the next call, or as many calls as was
   * said.
   *
   * @return null after the last
   * @throws BrokenImageException for a broken image, unless they are skipped
   * @throws org.collapsar.BadInputException for an image of another size than the first has, after
   *     preprocessing, or one smaller than the crop
   * @throws org.collapsar.FailedException if the thread is interrupted
   */
  public @Nullable ImageBatch next() {
    return decoding.next();
  }

  /**
   * {@return messages of the images that were skipped so far, in their order; at most the first
   * 1000}
   */
  public List<String> broken() {
    return decoding.broken();
  }

  /** {@return the number of images that were skipped so far} */
  public int skipped() {
    return decoding.skipped();
  }

  /** Stops the threads. */
  @Override
  public void close() {
    decoding.close();
  }
}
