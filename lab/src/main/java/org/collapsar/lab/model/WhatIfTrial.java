package org.collapsar.lab.model;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.Preprocessing;
import org.collapsar.files.NamedRows;
import org.collapsar.lab.measure.FeatureMeasurement;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureSettings;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.measure.OpenFeatures;
import org.collapsar.lab.measure.PresentClasses;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * How far each neighbouring choice of preprocessing would move the collapse and the accuracy, on
 * some of the images.
 */
final class WhatIfTrial {
  private static final String QUOTIENT = "nc1.quotient";
  private static final String NEAREST = "accuracy.nearest_mean";

  private WhatIfTrial() {}

  /**
   * Tries the choice that was made, and every neighbour of it.
   *
   * @param most so many images at most, evenly spread
   * @param why the outputs of the network are not the classes, "because .."; null where they are
   */
  static List<MeasuredModel.WhatIf> of(
      FeatureJob job, ImageSet set, int most, @Nullable String why) {
    String layer = job.found().features();
    List<String> layers =
        List.of(layer == null ? job.layers().get(job.layers().size() - 1) : layer);
    List<MeasuredModel.WhatIf> rows = new ArrayList<>();
    try (FeatureJob small = job.withLayers(layers)) {
      Preprocessing chosen = small.preprocessing();
      rows.add(trial(small, some(set, "as chosen", most), chosen, why));
      for (Preprocessing.Neighbour neighbour : chosen.neighbours()) {
        rows.add(
            trial(small, some(set, neighbour.description(), most), neighbour.preprocessing(), why));
      }
    }
    return rows;
  }

  private static ImageSet some(ImageSet set, String words, int most) {
    return new SomeImages(set, words, most);
  }

  private static MeasuredModel.WhatIf trial(
      FeatureJob job, ImageSet some, Preprocessing choice, @Nullable String why) {
    String words = some.info().title();
    try (ImageFeatures features = job.over(some, choice, false)) {
      List<NamedRows> tables = features.tables(words);
      PresentClasses classes = PresentClasses.of(features.classes(), features.labels());
      MeasuredRow row =
          new FeatureMeasurement(
                  new MeasureSettings(
                      List.of(QUOTIENT, NEAREST),
                      false,
                      null,
                      null,
                      job.request().threads(),
                      false),
                  MeasureListener.NONE)
              .of(
                  OpenFeatures.of(
                      words, tables, classes.labels(features.source(), features.labels())))
              .get(0);
      return new MeasuredModel.WhatIf(
          words,
          choice.describe(),
          features.samples(),
          value(row, QUOTIENT),
          why == null ? features.accuracy(null) : value(row, NEAREST));
    } catch (BadInputException e) {
      // A neighbour may be none for this network: another size, numbers beyond its range.
      MetricValue none = MetricValue.undefined("because " + e.getMessage());
      return new MeasuredModel.WhatIf(words, choice.describe(), some.size(), none, none);
    }
  }

  private static MetricValue value(MeasuredRow row, String id) {
    MetricValue value = row.values().get(id);
    return value == null ? MetricValue.undefined("because it was not measured") : value;
  }
}
