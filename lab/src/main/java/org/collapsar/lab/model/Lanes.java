package org.collapsar.lab.model;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.collapsar.data.images.ImageBatch;
import org.collapsar.files.SampleShaping;
import org.collapsar.files.Shaping;
import org.collapsar.model.ModelRun;
import org.jspecify.annotations.Nullable;

/**
 * Batches of images on their way through a network, as many at a time as it has lanes. What comes
 * out comes in the order in which they went in, whichever is ready first.
 */
final class Lanes implements AutoCloseable {
  private final ModelRun run;
  private final List<Shaping> shapings;
  private final AtomicReferenceArray<@Nullable SampleShaping> shaped;
  private final ExecutorService threads;
  private final ArrayDeque<Future<Computed>> ahead = new ArrayDeque<>();

  /**
   * Rows of some samples of a batch.
   *
   * @param tensor which of those asked for
   * @param first the first of the samples, counted in the batch
   * @param values [count x columns]
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Piece(int tensor, int first, int count, int columns, float[] values) {}

  /** A batch and what the network made of it. */
  record Computed(ImageBatch batch, List<Piece> pieces) {}

  /**
   * @param shapings what becomes of each tensor's dimensions
   */
  Lanes(ModelRun run, List<Shaping> shapings) {
    this.run = run;
    this.shapings = List.copyOf(shapings);
    this.shaped = new AtomicReferenceArray<>(shapings.size());
    this.threads =
        Executors.newFixedThreadPool(
            run.lanes(),
            work -> {
              Thread thread = new Thread(work, "network");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** One more than there are lanes, so that none waits for the first of them. */
  private static int most(ModelRun run) {
    return run.lanes() == 1 ? 1 : run.lanes() + 1;
  }

  /** How many batches' values have to be valid at a time, one that is not put in among them. */
  static int held(ModelRun run) {
    return most(run) + 1;
  }

  /** Whether another batch may be put in before the first is taken out. */
  boolean hasRoom() {
    return ahead.size() < most(run);
  }

  boolean isEmpty() {
    return ahead.isEmpty();
  }

  /** Puts in a batch. */
  void put(ImageBatch batch, List<Integer> sample) {
    ahead.add(threads.submit(() -> compute(batch, sample)));
  }

  private Computed compute(ImageBatch batch, List<Integer> sample) {
    List<Piece> pieces = new ArrayList<>();
    run.forward(
        batch.values(),
        sample,
        batch.count(),
        (tensor, first, count, shape, values) ->
            pieces.add(piece(tensor, first, count, shape, values)));
    return new Computed(batch, pieces);
  }

  private Piece piece(int tensor, int first, int count, List<Integer> shape, FloatBuffer values) {
    SampleShaping shaping = shaped.get(tensor);
    if (shaping == null) {
      shaping = SampleShaping.of(shapings.get(tensor), shape);
      shaped.set(tensor, shaping);
    }
    float[] rows = new float[Math.multiplyExact(count, shaping.columns())];
    shaping.rows(values, count, rows);
    return new Piece(tensor, first, count, shaping.columns(), rows);
  }

  /**
   * Waits for the first of those that were put in.
   *
   * @throws org.collapsar.BadInputException for what the network does not take
   * @throws org.collapsar.FailedException if the runtime fails, or the thread is interrupted
   */
  Computed take() {
    return Later.await(ahead.remove());
  }

  /** Waits for what is under way, which cannot be stopped. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
