package org.collapsar.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.NamedRows;
import org.collapsar.files.TableFile;
import org.collapsar.files.TableRules;
import org.collapsar.files.format.StoredArray;
import org.collapsar.lab.certify.CertifyJob;
import org.collapsar.lab.certify.CertifyRequest;
import org.collapsar.lab.certify.CertifySettings;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.LayerMeasurement;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of an epoch in an NPZ or safetensors file, by their names: features [n x D], or
 * features/NAME of several layers, first to last; labels [n]; weight [K x D] and bias [K] of the
 * classifier on the last of them; test_features, test_labels, ood_features of that layer; and
 * scalars/NAME, single numbers of the training's own.
 */
final class EpochFile {
  private static final String FEATURES = "features";
  private static final String LAYER = "features/";
  private static final String SCALAR = "scalars/";
  private static final String LABELS = "labels";
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";
  private static final String TEST = "test_features";
  private static final String TEST_LABELS = "test_labels";
  private static final String OTHER = "ood_features";
  private static final Set<String> KNOWN =
      Set.of(FEATURES, LABELS, WEIGHT, BIAS, TEST, TEST_LABELS, OTHER);

  /** Certificates take the features in double in memory: 64 MB. */
  private static final long MOST_CERTIFIED = 8_000_000;

  private static final int MOST_LAYERS = 1000;
  private static final String NAME = "[A-Za-z][A-Za-z0-9._-]{0,99}";

  private final String path;
  private final Map<String, StoredArray> arrays = new LinkedHashMap<>();

  /**
   * Looks into a file.
   *
   * @throws BadInputException if it cannot be read, or has arrays of other names
   */
  EpochFile(String path) {
    this.path = path;
    for (StoredArray array : ArrayFormats.open(Path.of(path)).arrays()) {
      arrays.put(array.name(), array);
    }
    for (String member : arrays.keySet()) {
      if (!KNOWN.contains(member) && !member.startsWith(LAYER) && !member.startsWith(SCALAR)) {
        throw new BadInputException(
            "expected arrays features or features/NAME, labels, weight, bias, test_features,"
                + " test_labels, ood_features or scalars/NAME, found "
                + member);
      }
    }
  }

  /** What was measured, and the layers that it is of. */
  record Measured(EpochRecord record, List<External.Layer> layers) {}

  /**
   * Measures an epoch.
   *
   * @param metrics ids; null for the default ones
   * @throws BadInputException if an array is not what was expected
   */
  Measured measure(int epoch, @Nullable List<String> metrics, int threads) {
    long start = System.nanoTime();
    Map<String, MetricValue> values = new LinkedHashMap<>(scalars());
    List<String> features = features();
    Map<String, List<MetricValue>> byLayer = new LinkedHashMap<>();
    List<External.Layer> layers = new ArrayList<>();
    List<Certificate> certificates = null;
    for (int i = 0; i < features.size(); i++) {
      boolean last = i == features.size() - 1;
      MeasuredRow row = row(features.get(i), last, metrics, threads);
      layers.add(
          new External.Layer(
              features.get(i).replaceFirst("^" + LAYER, ""),
              OptionalInt.of(row.measurement().dimension())));
      row.values()
          .forEach((id, value) -> byLayer.computeIfAbsent(id, k -> new ArrayList<>()).add(value));
      if (last) {
        row.values().forEach(values::putIfAbsent);
        certificates = certificates(features.get(i), row, threads);
      }
    }
    EpochRecord record =
        new EpochRecord(
            epoch,
            values,
            features.size() > 1 ? new LayerMeasurement(byLayer) : null,
            Map.of(),
            null,
            certificates,
            null,
            0,
            (System.nanoTime() - start) / 1e9);
    return new Measured(record, layers);
  }

  private Map<String, MetricValue> scalars() {
    Map<String, MetricValue> scalars = new LinkedHashMap<>();
    arrays.forEach(
        (member, array) -> {
          if (member.startsWith(SCALAR)) {
            scalars.put(name(member.substring(SCALAR.length())), scalar(array));
          }
        });
    return scalars;
  }

  private static MetricValue scalar(StoredArray array) {
    try (Rows rows = array.flattened()) {
      if (rows.rows() != 1 || rows.columns() != 1) {
        throw new BadInputException(
            array.label() + ": expected one number, found " + rows.rows() * rows.columns());
      }
      double[] number = new double[1];
      rows.read(0, 1, number);
      return scalar(number[0]);
    }
  }

  /** The name of a scalar, which becomes a column. */
  static String name(String name) {
    if (!name.matches(NAME) || name.equals("epoch")) {
      throw new BadInputException(
          "expected a scalar's name of letters, digits, dots and hyphens, found " + name);
    }
    return name;
  }

  static MetricValue scalar(double value) {
    return Double.isNaN(value)
        ? MetricValue.undefined("because the training said NaN")
        : MetricValue.of(value);
  }

  private List<String> features() {
    List<String> features =
        arrays.keySet().stream().filter(m -> m.equals(FEATURES) || m.startsWith(LAYER)).toList();
    if (features.size() > MOST_LAYERS) {
      throw new BadInputException(
          "expected at most " + MOST_LAYERS + " layers, found " + features.size());
    }
    if (!features.isEmpty() && !arrays.containsKey(LABELS)) {
      throw new BadInputException("labels: expected the labels of the features, found no array");
    }
    return features;
  }

  private MeasuredRow row(
      String features, boolean last, @Nullable List<String> metrics, int threads) {
    MeasureRequest request =
        new MeasureRequest(
            argument(features),
            argument(LABELS),
            null,
            last ? orNull(WEIGHT) : null,
            last ? orNull(BIAS) : null,
            null,
            last ? orNull(TEST) : null,
            last ? orNull(TEST_LABELS) : null,
            last ? orNull(OTHER) : null,
            null,
            null,
            null,
            metrics,
            false,
            threads);
    return new MeasureJob(request, MeasureListener.NONE, false).run().get(0);
  }

  private @Nullable List<Certificate> certificates(String features, MeasuredRow row, int threads) {
    long numbers = row.measurement().samples() * row.measurement().dimension();
    if (!arrays.containsKey(WEIGHT) || numbers > MOST_CERTIFIED) {
      return null;
    }
    try (NamedRows weight = TableFile.open(argument(WEIGHT)).get(0)) {
      if (weight.rows().rows() != row.measurement().classes()) {
        return null; // a class that does not occur has a row: what theorems assume is not so
      }
    }
    return CertifyJob.run(
            new CertifyRequest(
                argument(features),
                argument(LABELS),
                TableRules.DEFAULT,
                List.of(argument(WEIGHT)),
                arrays.containsKey(BIAS) ? List.of(argument(BIAS)) : List.of(),
                new CertifySettings(NetworkFacts.NONE, null, 1, threads)))
        .certificates();
  }

  private @Nullable String orNull(String member) {
    return arrays.containsKey(member) ? argument(member) : null;
  }

  private String argument(String member) {
    return path + ":" + member;
  }
}
