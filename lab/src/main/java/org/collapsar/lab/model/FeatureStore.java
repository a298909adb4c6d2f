package org.collapsar.lab.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.NamedRows;
import org.collapsar.files.format.FlatShape;
import org.collapsar.files.format.StoredRows;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.Spool;

/**
 * Features of some layers as they are computed, float32, a row for each sample: in temporary files
 * that vanish with the process, so that memory does not grow with the samples.
 */
final class FeatureStore implements AutoCloseable {
  private final List<Layer> layers = new ArrayList<>();

  /** What there is of a layer. */
  private static final class Layer {
    private final String name;
    private final Spool spool = new Spool();
    private int columns;
    private long rows;

    Layer(String name) {
      this.name = name;
    }
  }

  /**
   * @param names of the layers, each once
   */
  FeatureStore(List<String> names) {
    names.forEach(name -> layers.add(new Layer(name)));
  }

  /**
   * Appends rows of a layer.
   *
   * @param values [count x columns], at least
   * @throws IllegalStateException if rows before were of another width
   * @throws org.collapsar.FailedException when the temporary file cannot be written
   */
  void append(int layer, float[] values, int count, int columns) {
    Layer to = layers.get(layer);
    if (to.rows > 0 && to.columns != columns) {
      throw new IllegalStateException(
          to.name + ": expected rows of " + to.columns + " numbers, found " + columns);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count * columns, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, 0, count * columns);
    to.spool.write(bytes.array(), 0, bytes.capacity());
    to.columns = columns;
    to.rows += count;
  }

  /** Ends the writing. */
  void finish() {
    layers.forEach(layer -> layer.spool.finish());
  }

  /**
   * The tables [n x d] of all layers that have rows, in their order.
   *
   * @param source what they are from
   */
  List<NamedRows> tables(String source) {
    List<NamedRows> tables = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer.rows > 0) {
        tables.add(
            new NamedRows(
                source,
                layer.name,
                new StoredRows(
                    source + ":" + layer.name,
                    TensorType.F32,
                    ByteOrder.LITTLE_ENDIAN,
                    false,
                    new FlatShape(layer.rows, layer.columns),
                    layer.spool)));
      }
    }
    return tables;
  }

  /** Deletes everything. */
  @Override
  public void close() {
    layers.forEach(layer -> layer.spool.close());
  }
}
