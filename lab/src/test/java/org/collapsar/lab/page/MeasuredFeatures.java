package org.collapsar.lab.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.collapsar.files.Npy;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/** Features that tests draw, measured from files as a user's are. */
final class MeasuredFeatures {
  private final Path folder;

  MeasuredFeatures(Path folder) {
    this.folder = folder;
  }

  /**
   * Classes at the corners of a simplex at distance 10 from the origin, W along them.
   *
   * @param names one per class
   * @param spread standard deviation of a sample's coordinates about its corner
   */
  MeasuredRow simplex(String file, List<String> names, int each, double spread, boolean weights)
      throws IOException {
    int k = names.size();
    double[][] w = new double[k][k + 1];
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < k; j++) {
        w[c][j] = (j == c ? 1 : 0) - 1.0 / k;
      }
    }
    Random random = new Random(7);
    double[][] h = new double[k * each][k + 1];
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < h.length; i++) {
      labels.append(names.get(i % k)).append('\n');
      for (int j = 0; j <= k; j++) {
        h[i][j] = (j == i % k ? 10 : 0) + spread * random.nextGaussian();
      }
    }
    return measure(file, h, labels.toString(), weights ? w : null, null);
  }

  /** These features, with a text of labels. */
  MeasuredRow measure(
      String file,
      double[][] h,
      String labels,
      double @Nullable [][] w,
      @Nullable List<String> metrics)
      throws IOException {
    Path features = folder.resolve(file);
    Npy.write(features, Rows.of(h), Precision.FLOAT64);
    Path y = Files.writeString(folder.resolve("labels.txt"), labels);
    Path weights = folder.resolve("w.npy");
    if (w != null) {
      Npy.write(weights, Rows.of(w), Precision.FLOAT64);
    }
    MeasureRequest request =
        new MeasureRequest(
            features.toString(),
            y.toString(),
            null,
            w == null ? null : weights.toString(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            metrics,
            false,
            1);
    return new MeasureJob(request, MeasureListener.NONE, true).run().get(0);
  }

  /** The same as a layer of a file. */
  static MeasuredRow layer(MeasuredRow row, String file, String layer) {
    return new MeasuredRow(
        file, layer, row.weights(), row.measurement(), row.geometry(), row.classNames());
  }

  static String page(List<MeasuredRow> rows, @Nullable NetworkReport network) {
    return MeasurePage.html(
            new MeasureReport(
                rows,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode().put("command", "./collapsar measure"),
                false,
                network))
        .toString();
  }
}
