package org.collapsar.lab.model;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.data.images.ImageSet;
import org.jspecify.annotations.Nullable;

/** The first images as a network sees them: of each class in turn. */
final class Thumbnails {
  private Thumbnails() {}

  /**
   * @param why the outputs of the network are not the classes; null where they are
   * @param most 0 for none
   */
  static List<MeasuredModel.Thumbnail> of(
      FeatureJob job, ImageSet set, ImageFeatures features, @Nullable String why, int most) {
    List<MeasuredModel.Thumbnail> shown = new ArrayList<>();
    int classes = features.classes().size();
    int each = Math.max(1, most / classes);
    int[] taken = new int[classes];
    for (int i = 0; i < features.samples() && shown.size() < most; i++) {
      int label = features.labels()[i];
      if (taken[label] == each) {
        continue;
      }
      taken[label]++;
      shown.add(
          new MeasuredModel.Thumbnail(
              job.preprocessing().seen(set.read(features.index(i))).png(),
              features.classes().get(label),
              why == null ? features.classes().get(features.decided(i)) : ""));
    }
    return shown;
  }
}
