package org.collapsar.data.images;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/** The threads of {@link ImageBatches} and what they have decoded ahead. */
final class Decoding {
  /** Images a task: small ones are decoded faster than a task is handed over. */
  private static final int PER_TASK = 8;

  private static final int MOST_MESSAGES = 1000;

  private final ImageSet set;
  private final Preprocessing preprocessing;
  private final int batch;
  private final boolean skipBroken;
  private final ExecutorService threads;
  private final ArrayDeque<Future<List<Decoded>>> ahead = new ArrayDeque<>();
  private final ArrayDeque<Decoded> ready = new ArrayDeque<>();
  private final List<String> broken = new ArrayList<>();
  private volatile boolean closed;
  private int skipped;
  private int submitted;
  private int given;
  private @Nullable Decoded first;
  private final float[][] values;
  private int turn;

  /** One image: its numbers, or why there are none. */
  private record Decoded(
      int index,
      float @Nullable [] values,
      int height,
      int width,
      @Nullable RuntimeException why) {}

  Decoding(
      ImageSet set,
      Preprocessing preprocessing,
      int batch,
      int threads,
      boolean skipBroken,
      int held) {
    if (batch < 1 || threads < 1 || held < 1) {
      throw new IllegalArgumentException("expected a batch, threads and held ones of at least 1");
    }
    this.values = new float[held][0];
    this.set = set;
    this.preprocessing = preprocessing;
    this.batch = batch;
    this.skipBroken = skipBroken;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "images");
              thread.setDaemon(true);
              return thread;
            });
    submit();
  }

  /** Keeps two batches under way. */
  private void submit() {
    while (submitted < set.size() && ahead.size() * (long) PER_TASK < 2L * batch) {
      int from = submitted;
      int to = Math.min(from + PER_TASK, set.size());
      ahead.add(threads.submit(() -> decode(from, to)));
      submitted = to;
    }
  }

  private List<Decoded> decode(int from, int to) {
    List<Decoded> decoded = new ArrayList<>();
    for (int i = from; i < to && !closed; i++) {
      decoded.add(decode(i));
    }
    return decoded;
  }

  private Decoded decode(int i) {
    try {
      Picture picture = set.read(i);
      float[] numbers = preprocessing.apply(picture);
      return new Decoded(
          i,
          numbers,
          preprocessing.heightOf(picture.height(), picture.width()),
          preprocessing.widthOf(picture.height(), picture.width()),
          null);
    } catch (BrokenImageException e) {
      return new Decoded(i, null, 0, 0, e);
    } catch (BadInputException e) {
      // The preprocessing does not know which picture it was given.
      return new Decoded(
          i, null, 0, 0, new BadInputException(set.name(i) + ": " + e.getMessage(), e));
    }
  }

  @Nullable ImageBatch next() {
    int channels = preprocessing.colour().channels();
    int[] indices = new int[batch];
    int[] labels = new int[batch];
    float[] whole = values[turn];
    int count = 0;
    while (count < batch) {
      Decoded image = take();
      if (image == null) {
        break;
      }
      float[] numbers = image.values();
      if (numbers == null) {
        skip(image);
        continue;
      }
      require(image);
      if (whole.length != batch * numbers.length) {
        whole = new float[Math.multiplyExact(batch, numbers.length)];
        values[turn] = whole;
      }
      System.arraycopy(numbers, 0, whole, count * numbers.length, numbers.length);
      indices[count] = image.index();
      labels[count] = set.label(image.index());
      count++;
    }
    Decoded size = first;
    if (count == 0 || size == null) {
      return null;
    }
    Arrays.fill(whole, count * (whole.length / batch), whole.length, 0);
    turn = (turn + 1) % values.length;
    int before = given;
    given += count;
    return new ImageBatch(
        before,
        count,
        Arrays.copyOf(indices, count),
        Arrays.copyOf(labels, count),
        whole,
        size.height(),
        size.width(),
        channels);
  }

  private @Nullable Decoded take() {
    while (ready.isEmpty()) {
      Future<List<Decoded>> task = ahead.poll();
      if (task == null) {
        return null;
      }
      ready.addAll(await(task));
      submit();
    }
    return ready.poll();
  }

  private static List<Decoded> await(Future<List<Decoded>> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException("reading images was interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    }
  }

  private void skip(Decoded image) {
    RuntimeException why = image.why();
    if (why == null) {
      throw new IllegalStateException("neither numbers nor a reason");
    }
    if (!skipBroken || !(why instanceof BrokenImageException)) {
      throw why;
    }
    skipped++;
    if (broken.size() < MOST_MESSAGES) {
      broken.add(String.valueOf(why.getMessage()));
    }
  }

  private void require(Decoded image) {
    Decoded one = first;
    if (one == null) {
      first = image;
    } else if (one.height() != image.height() || one.width() != image.width()) {
      throw new BadInputException(
          set.name(image.index())
              + ": expected "
              + one.height()
              + " x "
              + one.width()
              + " pixels, as "
              + set.name(one.index())
              + " has, found "
              + image.height()
              + " x "
              + image.width()
              + "; --input-size, or data.resize in a preset, brings all to one size");
    }
  }

  List<String> broken() {
    return List.copyOf(broken);
  }

  int skipped() {
    return skipped;
  }

  void close() {
    // Not by an interrupt, which would close files that others read.
    closed = true;
    ahead.clear();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("decoding a picture takes more than a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
