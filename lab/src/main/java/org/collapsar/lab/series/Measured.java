package org.collapsar.lab.series;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.LayerPlace.Anchor;
import org.collapsar.lab.experiment.LayerRange;
import org.collapsar.lab.experiment.LayerStack;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.run.CertificatesTable;
import org.collapsar.lab.run.LayersTable;
import org.collapsar.lab.run.MetricsTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;

/**
 * Values that a reference names in one run: over the epochs, of one column or of several layers.
 *
 * @param reference what was asked for
 * @param epochs on which it was measured, ascending
 * @param layers the numbers of the layers; empty for a column of metrics.csv
 * @param values [layers, or 1][epochs], NaN where the cell is empty
 * @param missing why there are no values at all, to follow "because"; empty where there are
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record Measured(
    MetricReference reference, int[] epochs, int[] layers, double[][] values, String missing) {

  /**
   * Reads the values that a reference names.
   *
   * @param reference such as nc1.total, nc1.total@last or ID/TIER of a certificate
   * @param run as it was read
   * @return the values, or the reason why there are none
   * @throws IllegalArgumentException if it is no reference
   */
  public static Measured of(String reference, RunRecord run) {
    return of(MetricReference.parse(reference), run);
  }

  /**
   * Reads the values that a reference names.
   *
   * @param reference parsed
   * @param run as it was read
   * @return the values, or the reason why there are none
   */
  public static Measured of(MetricReference reference, RunRecord run) {
    LayerRange range = reference.layers();
    return range == null ? column(reference, run) : ofLayers(reference, range, run);
  }

  /** A bound of a certificate, {@code ID/TIER}, or what it is about, {@code ID/value}. */
  private static Measured certificate(MetricReference reference, RunRecord run) {
    String text = reference.metric();
    String id = text.substring(0, text.indexOf('/'));
    String tier = text.substring(text.indexOf('/') + 1);
    CertificatesTable table = run.table(CertificatesTable.TABLE);
    if (!table.certificates().contains(id)) {
      return none(reference, "certificates.csv has no " + id);
    }
    boolean value = tier.equals("value");
    if (!value && !table.tiers(id).contains(tier)) {
      return none(reference, "certificates.csv has no tier " + tier + " of " + id);
    }
    return new Measured(
        reference,
        table.epochs(),
        new int[0],
        new double[][] {value ? table.values(id) : table.bounds(id, tier)},
        "");
  }

  private static Measured column(MetricReference reference, RunRecord run) {
    if (reference.metric().indexOf('/') > 0) {
      return certificate(reference, run);
    }
    MetricsTable table = run.metrics();
    if (table.rows() == 0) {
      return none(reference, "metrics.csv has no rows");
    }
    if (!table.has(reference.metric())) {
      return none(reference, "metrics.csv has no column " + reference.metric());
    }
    return new Measured(
        reference,
        IntStream.range(0, table.rows()).toArray(),
        new int[0],
        new double[][] {table.column(reference.metric())},
        "");
  }

  private static Measured ofLayers(MetricReference reference, LayerRange range, RunRecord run) {
    LayersTable table = run.layers();
    if (table.epochs().length == 0) {
      return none(reference, "there is no layers.csv with rows");
    }
    int last = table.epochs()[table.epochs().length - 1];
    if (run.finished() && last != run.epochs()) {
      return none(
          reference,
          "layers.csv ends at epoch %d and the run at epoch %d".formatted(last, run.epochs()));
    }
    boolean counted = range.from().anchor() == Anchor.INPUT && range.to().anchor() == Anchor.INPUT;
    if (run.activations().isEmpty() && !counted) {
      return none(reference, "run.json does not list the layers");
    }
    // Runs that do not say how many layers they have: then the numbers decide alone.
    LayerStack stack =
        run.activations().isEmpty()
            ? new LayerStack(Integer.MAX_VALUE - 1, 0)
            : LayerStack.of(run.activations());
    int[] layers = reference.layersIn(stack);
    if (layers.length == 0) {
      return none(reference, reference.missingIn(stack));
    }
    for (int layer : layers) {
      if (!table.layers(reference.metric()).contains(layer)) {
        return none(
            reference, "layers.csv has no %s at layer %d".formatted(reference.metric(), layer));
      }
    }
    return new Measured(
        reference,
        table.epochs(),
        layers,
        Arrays.stream(layers)
            .mapToObj(layer -> table.values(reference.metric(), layer))
            .toArray(double[][]::new),
        "");
  }

  private static Measured none(MetricReference reference, String why) {
    return new Measured(reference, new int[0], new int[0], new double[0][], why);
  }

  /** {@return whether there is nothing at all} */
  public boolean isEmpty() {
    return !missing.isEmpty();
  }

  /**
   * Reads the value on one of the epochs.
   *
   * @param index its place among {@link #epochs}
   * @return what the reference makes of the layers; undefined where one of them has no value
   */
  public MetricValue at(int index) {
    if (isEmpty()) {
      return MetricValue.undefined("because " + missing);
    }
    double[] each = Arrays.stream(values).mapToDouble(row -> row[index]).toArray();
    for (int i = 0; i < each.length; i++) {
      if (Double.isNaN(each[i])) {
        return emptyCell(i, index);
      }
    }
    return MetricValue.of(reference.reduce(each));
  }

  /**
   * Says why a cell has no value, as it is known from the file.
   *
   * @param row place of the layer among {@link #layers}, 0 for a column
   * @param index place of the epoch among {@link #epochs}
   * @return undefined, with file and epoch
   */
  public MetricValue emptyCell(int row, int index) {
    return MetricValue.undefined(
        reference.metric().indexOf('/') > 0
            ? "because %s has no number in epoch %d (certificates.csv)"
                .formatted(reference.metric(), epochs[index])
            : layers.length == 0
                ? "because the cell of epoch %d is empty (metrics.csv, line %d)"
                    .formatted(epochs[index], MetricsTable.lineOf(epochs[index]))
                : "because %s of layer %d has no value in epoch %d (layers.csv)"
                    .formatted(reference.metric(), layers[row], epochs[index]));
  }

  /** {@return the value on the last epoch} */
  public MetricValue end() {
    return at(epochs.length - 1);
  }

  /**
   * Computes the mean over the epochs of a window that have a value; of the window that is the last
   * epoch, the value on the last epoch that there is.
   *
   * @param window a part of the epochs
   * @param run tells how many epochs there are to be
   * @return undefined where no epoch has a value
   */
  public MetricValue mean(Window window, RunRecord run) {
    if (isEmpty() || window.equals(Window.END)) {
      return end();
    }
    double sum = 0;
    int count = 0;
    for (int i = 0; i < epochs.length; i++) {
      boolean inside =
          epochs[i] >= window.from() * run.epochs() && epochs[i] <= window.to() * run.epochs();
      if (inside && at(i) instanceof MetricValue.Defined defined) {
        sum += defined.value();
        count++;
      }
    }
    return count > 0
        ? MetricValue.of(sum / count)
        : MetricValue.undefined("because no epoch has a value%s".formatted(window.words()));
  }

  /** {@return the values over all epochs, [last epoch + 1], NaN where none was measured} */
  public double[] dense() {
    double[] dense = new double[isEmpty() ? 0 : epochs[epochs.length - 1] + 1];
    Arrays.fill(dense, Double.NaN);
    for (int i = 0; i < epochs.length; i++) {
      dense[epochs[i]] = at(i).orNaN();
    }
    return dense;
  }
}
