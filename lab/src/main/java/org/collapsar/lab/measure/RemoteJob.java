package org.collapsar.lab.measure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.LabelRules;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Shaping;
import org.collapsar.files.TableFile;
import org.collapsar.files.TableRules;
import org.collapsar.files.format.TextRows;
import org.collapsar.files.text.TextOptions;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * Measurement on other machines. Files of our formats are opened and judged here, as {@link
 * MeasureJob} does, and read there by ranges of rows; columns of Parquet are read there alone.
 */
public final class RemoteJob {
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final MeasureRequest request;
  private final MeasureListener listener;
  private final boolean drawn;
  private final RemoteTables tables;

  /**
   * Prepares to measure.
   *
   * @param request what is measured, and of which files
   * @param listener hears of notes and warnings
   * @param drawn whether the rows get their {@link Geometry}
   * @param tables does the work
   */
  public RemoteJob(
      MeasureRequest request, MeasureListener listener, boolean drawn, RemoteTables tables) {
    this.request = request;
    this.listener = listener;
    this.drawn = drawn;
    this.tables = tables;
  }

  /**
   * Measures everything.
   *
   * @return at least one row
   * @throws BadInputException if a file is not what was expected, or files do not fit each other
   * @throws org.collapsar.FailedException if the cluster gives up
   */
  public List<MeasuredRow> run() {
    requireNothingElse();
    return isOurs(request.features()) ? files() : List.of(columns());
  }

  private void requireNothingElse() {
    TableRules rules = request.inputs().tables();
    String found =
        request.outOfDistribution() != null || request.outOfDistributionLabels() != null
            ? "--ood-features"
            : rules.join()
                ? "--join"
                : !rules.shaping().equals(Shaping.NONE)
                    ? "--pool or --flatten"
                    : !rules.text().equals(TextOptions.DEFAULT) ? "an option for text" : null;
    if (found != null) {
      throw new BadInputException("--spark and " + found + " exclude each other");
    }
  }

  /**
   * Tells whether an argument names files of our formats, which are opened here first.
   *
   * @param argument of {@code --features}
   * @return false for columns of Parquet
   */
  public static boolean isOurs(String argument) {
    try {
      Path path = TableFile.path(argument);
      if (!Files.isRegularFile(path)) {
        // A glob of our files; whatever it is not is said where it is opened.
        return argument.matches(".*[*?].*\\.(npy|npz|safetensors|pt|pth)");
      }
      try (InputStream in = Files.newInputStream(path)) {
        return !Arrays.equals(in.readNBytes(PARQUET.length), PARQUET);
      }
    } catch (InvalidPathException e) {
      return false;
    } catch (IOException e) {
      return true; // is said where it is opened
    }
  }

  private List<MeasuredRow> files() {
    return new MeasureJob(request, listener, drawn, this::measure).run();
  }

  private Measurement measure(FeatureMeasurement.Table table, RemoteTables.Wanted wanted) {
    return tables.measure(
        ofFile(table.rows(), table.labels(), table.kept()),
        table.test() == null || table.testLabels() == null
            ? null
            : ofFile(table.test(), table.testLabels(), null),
        table.labels().classes(),
        table.classifier().matrix(),
        table.classifier().bias(),
        wanted,
        listener);
  }

  private static RemoteTables.OfFile ofFile(
      NamedRows table, LabelColumn labels, int @Nullable [] kept) {
    if (table.rows() instanceof TextRows) {
      throw new BadInputException(
          table.source()
              + ": --spark expected a file that is read by ranges of rows (NPY, NPZ, safetensors,"
              + " .pt) or Parquet, found text");
    }
    String argument =
        Path.of(table.source()).toAbsolutePath()
            + (table.name().isEmpty() ? "" : ":" + table.name());
    long inFile;
    try (Rows whole = TableFile.open(argument).get(0).rows()) {
      inFile = whole.rows();
    }
    int[] classes = labels.labels();
    if (kept != null) {
      // Of the file as it lies there: rows that are left out have no class.
      classes = new int[Math.toIntExact(inFile)];
      Arrays.fill(classes, -1);
      for (int i = 0; i < kept.length; i++) {
        classes[kept[i]] = labels.labels()[i];
      }
    }
    if (classes.length != inFile) {
      throw new BadInputException(
          argument
              + ": --spark expected a label for each row of test samples, found some left out");
    }
    return new RemoteTables.OfFile(argument, table.rows().columns(), classes);
  }

  private MeasuredRow columns() {
    LabelRules rules = request.inputs().tables().labels();
    if (!rules.equals(LabelRules.DEFAULT)) {
      throw new BadInputException(
          request.features()
              + ": --spark and --ignore-label, --min-per-class, --argmax or --classes-from exclude"
              + " each other where features are columns of Parquet");
    }
    RemoteTables.OfColumns features =
        pair("--features", request.features(), "--labels", request.labels());
    RemoteTables.OfColumns test =
        request.testFeatures() == null
            ? null
            : pair(
                "--test-features", request.testFeatures(), "--test-labels", request.testLabels());
    try (GivenClassifier given =
        GivenClassifier.open(request.weights(), request.bias(), null, request.inputs(), listener)) {
      GivenClassifier.Selected all = given.whole();
      RemoteTables.Measured measured =
          tables.measure(
              features,
              test,
              request.classes(),
              all.matrix(),
              all.bias(),
              new RemoteTables.Wanted(request.metrics(), List.of(), request.all()),
              listener);
      int colon = colon(features.features());
      return new MeasuredRow(
          features.features().substring(0, colon),
          features.features().substring(colon + 1),
          given.file(),
          measured.measurement(),
          drawn ? geometry(measured.measurement(), all.matrix()) : null,
          measured.names());
    }
  }

  /** Of W the cosines where its rows are the classes. */
  private static Geometry geometry(Measurement measurement, @Nullable Matrix w) {
    return Geometry.of(measurement, w != null && w.rows() == measurement.classes() ? w : null);
  }

  /**
   * The place of the last colon behind the last slash, since a path may have others: {@code
   * hdfs://host:9000/h.parquet:features}.
   *
   * @return -1 for none
   */
  public static int colon(String argument) {
    int colon = argument.lastIndexOf(':');
    return colon > argument.lastIndexOf('/') ? colon : -1;
  }

  private static RemoteTables.OfColumns pair(
      String option, String features, String labelOption, @Nullable String labels) {
    for (String each : Stream.of(features, labels == null ? "" : labels).toList()) {
      int colon = colon(each);
      if (colon <= 0 || colon == each.length() - 1) {
        throw new BadInputException(
            (each.equals(features) ? option : labelOption)
                + ": expected PATH:COLUMN of Parquet, or a file of ours, found "
                + (each.isEmpty() ? "none" : each));
      }
    }
    String its = String.valueOf(labels);
    if (!its.substring(0, colon(its)).equals(features.substring(0, colon(features)))) {
      throw new BadInputException(
          labelOption
              + ": expected a column of "
              + features.substring(0, colon(features))
              + ", since rows of Parquet files have no order to be joined by, found "
              + its);
    }
    return new RemoteTables.OfColumns(features, its);
  }
}
