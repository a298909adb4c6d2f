package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.SequenceSampler;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.linalg.NativeArray;
import org.collapsar.net.SampleSource;

/**
 * A data set of DJL, batch by batch in one order: that of the data where its samples can be had by
 * number, whatever its sampler. Of its samples only labels are kept; what goes into the model is a
 * list of arrays of any shape, which {@link DjlNetwork} alone takes.
 */
final class DjlSamples implements SampleSource {
  /** Samples of a batch, where the data set does not decide. */
  static final int BATCH = 64;

  private final Dataset dataset;
  private final NDManager manager;
  private final int classes;
  private final int[] labels;

  /** Takes a batch. */
  interface Visitor {
    /**
     * A batch.
     *
     * @param inputs of the model, on its device, valid during the call
     */
    void accept(int start, int samples, NDList inputs);
  }

  /**
   * Reads the labels, by a pass over the data.
   *
   * @param manager of the model's device
   * @param classes outputs of the model
   * @throws BadInputException if a label is none of them
   */
  DjlSamples(Dataset dataset, NDManager manager, int classes) {
    this.dataset = dataset;
    this.manager = manager;
    this.classes = classes;
    int[] found = {};
    int n = 0;
    try (NDManager pass = manager.newSubManager()) {
      for (Batch batch : batches(pass)) {
        try (batch) {
          int[] some = labels(batch, n);
          if (n + some.length > found.length) {
            found = Arrays.copyOf(found, Math.max(2 * found.length, n + some.length));
          }
          System.arraycopy(some, 0, found, n, some.length);
          n += some.length;
        }
      }
    }
    this.labels = Arrays.copyOf(found, n);
    if (n == 0) {
      throw new BadInputException("data set: expected samples, found none");
    }
  }

  private Iterable<Batch> batches(NDManager pass) {
    try {
      dataset.prepare();
      return dataset instanceof RandomAccessDataset random
          ? random.getData(pass, new BatchSampler(new SequenceSampler(), BATCH))
          : dataset.getData(pass);
    } catch (IOException | TranslateException e) {
      throw new FailedException("data set: cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Class numbers [n] or [n x 1], or one-hot rows [n x K]. */
  private int[] labels(Batch batch, int first) {
    List<NDArray> lists = batch.getLabels();
    if (lists.size() != 1) {
      throw new BadInputException(
          "data set: expected one array of labels per batch, found " + lists.size());
    }
    NDArray array = lists.get(0);
    Shape shape = array.getShape();
    int n = Math.toIntExact(shape.get(0));
    long columns = shape.size() / Math.max(1, n);
    if (columns != 1 && columns != classes) {
      throw new BadInputException(
          "labels: expected class numbers [n] or rows [n x " + classes + "], found " + shape);
    }
    double[] values;
    try (NDArray numbers = array.toType(DataType.FLOAT64, true)) {
      values = numbers.toDoubleArray();
    }
    int[] found = new int[n];
    for (int i = 0; i < n; i++) {
      found[i] = columns == 1 ? number(values[i], first + i) : place(values, i, first + i);
    }
    return found;
  }

  private int number(double value, int sample) {
    if (value != Math.rint(value) || value < 0 || value >= classes) {
      throw new BadInputException(
          "label of sample "
              + sample
              + ": expected a class number below "
              + classes
              + ", the outputs of the model, found "
              + (value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value)));
    }
    return (int) value;
  }

  private int place(double[] rows, int row, int sample) {
    int at = -1;
    for (int c = 0; c < classes; c++) {
      double value = rows[row * classes + c];
      if (value == 1 && at < 0) {
        at = c;
      } else if (value != 0) {
        throw new BadInputException(
            "label of sample "
                + sample
                + ": expected a row of zeros with a single one, found "
                + value
                + " at class "
                + c);
      }
    }
    if (at < 0) {
      throw new BadInputException("label of sample " + sample + ": expected a one, found zeros");
    }
    return at;
  }

  /** Goes through the first batch alone. */
  void first(Visitor visitor) {
    try (NDManager pass = manager.newSubManager()) {
      Batch batch = batches(pass).iterator().next();
      try (batch) {
        visit(batch, 0, visitor);
      }
    }
  }

  private void visit(Batch batch, int start, Visitor visitor) {
    try (NDManager here = manager.newSubManager()) {
      NDList inputs = batch.getData().toDevice(manager.getDevice(), true);
      inputs.attach(here);
      visitor.accept(start, batch.getSize(), inputs);
    }
  }

  /**
   * Goes through all batches.
   *
   * @throws FailedException if the samples come in another order than at first
   */
  void forEach(Visitor visitor) {
    int n = 0;
    try (NDManager pass = manager.newSubManager()) {
      for (Batch batch : batches(pass)) {
        try (batch) {
          int[] some = labels(batch, n);
          if (!Arrays.equals(
              some, 0, some.length, labels, n, Math.min(labels.length, n + some.length))) {
            throw new FailedException(
                "data set: expected its samples in the same order at each pass, found other labels"
                    + " from sample "
                    + n
                    + " on");
          }
          visit(batch, n, visitor);
          n += some.length;
        }
      }
    }
    if (n != labels.length) {
      throw new FailedException(
          "data set: expected " + labels.length + " samples as at first, found " + n);
    }
  }

  @Override
  public int size() {
    return labels.length;
  }

  /** Not known: samples are lists of arrays. */
  @Override
  public int dimension() {
    return 0;
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
  public NativeArray inputs(int start, int count) {
    throw new UnsupportedOperationException("samples of DJL are no vectors");
  }
}
