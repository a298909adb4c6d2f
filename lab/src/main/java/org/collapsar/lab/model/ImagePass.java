package org.collapsar.lab.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.data.images.ImageBatch;
import org.collapsar.data.images.ImageBatches;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.Preprocessing;
import org.collapsar.files.Shaping;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.model.ModelRun;
import org.jspecify.annotations.Nullable;

/**
 * One way of a set of images through a network: decoded and computed by other threads ({@link
 * ImageBatches}, {@link Lanes}), in batches of {@link ModelRun#BATCH}, the features of the layers
 * that are kept appended to a store, the largest logit of each image remembered.
 */
final class ImagePass {
  private final ModelRun run;
  private final SampleForm form;
  private final FeatureStore store;
  private final int kept;
  private final int logits;
  private final List<Shaping> shapings;
  private final MeasureListener listener;
  private final float[] @Nullable [] begin;
  private int[] labels = new int[ModelRun.BATCH];
  private int[] decided = new int[ModelRun.BATCH];
  private int[] indices = new int[ModelRun.BATCH];
  private int samples;

  /**
   * @param run whose first tensors are kept
   * @param form the shape of a sample, as the network takes it
   * @param names of the tensors that are kept, the first ones of {@code run}
   * @param logits which tensor of {@code run} they are; -1 for none
   * @param shapings what becomes of each tensor's dimensions
   */
  ImagePass(
      ModelRun run,
      SampleForm form,
      List<String> names,
      int logits,
      List<Shaping> shapings,
      MeasureListener listener) {
    this.run = run;
    this.form = form;
    this.store = new FeatureStore(names);
    this.kept = names.size();
    this.logits = logits;
    this.shapings = shapings;
    this.begin = new float[shapings.size()][];
    this.listener = listener;
  }

  /**
   * Runs the network over all images.
   *
   * @param checked whether the first batch also shows that samples do not depend on each other, and
   *     the size of what is kept is said
   * @throws BadInputException if an image is broken, or of a size that the network does not take
   */
  ImageFeatures over(
      ImageSet set, Preprocessing preprocessing, int threads, boolean skipBroken, boolean checked) {
    String source = source(set);
    boolean done = false;
    try (ImageBatches batches =
            ImageBatches.of(
                set, preprocessing, ModelRun.BATCH, threads, skipBroken, Lanes.held(run));
        Lanes lanes = new Lanes(run, shapings)) {
      ImageBatch batch = batches.next();
      while (batch != null || !lanes.isEmpty()) {
        if (batch != null && lanes.hasRoom()) {
          List<Integer> sample = form.shape(batch, set.name(batch.indices()[0]), preprocessing);
          if (checked && batch.first() == 0) {
            run.requireIndependentSamples(batch.values(), sample, batch.count());
          }
          lanes.put(batch, sample);
          batch = batches.next();
        } else {
          take(lanes.take(), checked ? set.size() : 0);
          listener.images(source, (long) samples + batches.skipped(), set.size());
        }
      }
      if (samples == 0) {
        throw new BadInputException(
            source
                + ": expected images, found "
                + (batches.skipped() == 0 ? "none" : "none that can be decoded"));
      }
      store.finish();
      ImageFeatures features =
          new ImageFeatures(
              source,
              store,
              set.classes(),
              Arrays.copyOf(labels, samples),
              logits < 0 ? null : Arrays.copyOf(decided, samples),
              Arrays.copyOf(indices, samples),
              batches.skipped(),
              batches.broken());
      done = true;
      return features;
    } finally {
      if (!done) {
        store.close();
      }
    }
  }

  /** What messages and pages call a set. */
  static String source(ImageSet set) {
    String split = set.info().split();
    return set.info().title() + (split == null ? "" : ", " + split);
  }

  /**
   * Keeps what a batch gave.
   *
   * @param announced how many images there will be, to be said at the first batch; 0 for nothing
   */
  private void take(Lanes.Computed computed, int announced) {
    ImageBatch batch = computed.batch();
    int need = samples + batch.count();
    if (need > labels.length) {
      int size = Math.max(need, 2 * labels.length);
      labels = Arrays.copyOf(labels, size);
      decided = Arrays.copyOf(decided, size);
      indices = Arrays.copyOf(indices, size);
    }
    System.arraycopy(batch.labels(), 0, labels, samples, batch.count());
    System.arraycopy(batch.indices(), 0, indices, samples, batch.count());
    if (samples == 0 && announced > 0) {
      announce(computed.pieces(), announced);
    }
    computed.pieces().forEach(this::take);
    samples += batch.count();
  }

  private void take(Lanes.Piece piece) {
    int tensor = piece.tensor();
    int columns = piece.columns();
    if (samples + piece.first() == 0) {
      begin[tensor] = piece.values();
    }
    if (tensor < kept) {
      store.append(tensor, piece.values(), piece.count(), columns);
    }
    if (tensor == logits) {
      for (int i = 0; i < piece.count(); i++) {
        decided[samples + piece.first() + i] = largest(piece.values(), i * columns, columns);
      }
    }
  }

  /** The place of the largest number, the first of equal ones. */
  private static int largest(float[] values, int from, int count) {
    int largest = 0;
    for (int j = 1; j < count; j++) {
      largest = values[from + j] > values[from + largest] ? j : largest;
    }
    return largest;
  }

  /** Says what will lie in temporary files, and refuses what finds no place there. */
  private void announce(List<Lanes.Piece> pieces, int images) {
    long columns =
        pieces.stream()
            .filter(piece -> piece.first() == 0 && piece.tensor() < kept)
            .mapToLong(Lanes.Piece::columns)
            .sum();
    long bytes = Math.multiplyExact(columns * Float.BYTES, (long) images);
    Path place = Path.of(System.getProperty("java.io.tmpdir"));
    listener.announce(
        String.format(
            Locale.ROOT,
            "%d layer%s of %d images: %s of features in temporary files",
            kept,
            kept == 1 ? "" : "s",
            images,
            megabytes(bytes)));
    long free = free(place);
    if (bytes > free) {
      throw new FailedException(
          place
              + ": expected room for "
              + megabytes(bytes)
              + " of features, found "
              + megabytes(free)
              + "; --layers takes fewer, COLLAPSAR_JAVA_OPTS=-Djava.io.tmpdir=DIR another place");
    }
  }

  private static long free(Path place) {
    try {
      return Files.getFileStore(place).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE; // writing will say what is wrong
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** The first rows of a tensor, those of one call of the network; null where it was never run. */
  float @Nullable [] begin(int tensor) {
    return begin[tensor];
  }
}
