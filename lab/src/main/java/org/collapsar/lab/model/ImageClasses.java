package org.collapsar.lab.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.LabelColumn;

/**
 * The classes of images that are measured: those that have images.
 *
 * @param all the names of all classes, in the order of the network's outputs where it has as many
 * @param present which of them have images, ascending
 */
record ImageClasses(List<String> all, List<Integer> present) {

  static ImageClasses of(ImageFeatures features) {
    boolean[] occurs = new boolean[features.classes().size()];
    for (int label : features.labels()) {
      occurs[label] = true;
    }
    List<Integer> present = new ArrayList<>();
    for (int c = 0; c < occurs.length; c++) {
      if (occurs[c]) {
        present.add(c);
      }
    }
    return new ImageClasses(features.classes(), present);
  }

  /** With the rows of a W that has one for each of all classes. */
  ClassLabels labels(ImageFeatures features) {
    boolean every = present.size() == all.size();
    return new ClassLabels(
        column(features),
        present.stream().map(all::get).toList(),
        every ? null : present.stream().mapToInt(c -> c).toArray(),
        null,
        every
            ? List.of()
            : List.of(
                features.source()
                    + ": "
                    + (all.size() - present.size())
                    + " of "
                    + all.size()
                    + " classes have no images and are not measured"));
  }

  /**
   * Images, these or others, as these classes.
   *
   * @throws BadInputException if one is of another class
   */
  LabelColumn column(ImageFeatures features) {
    int[] place = new int[all.size()];
    Arrays.fill(place, -1);
    for (int c = 0; c < present.size(); c++) {
      place[present.get(c)] = c;
    }
    int[] labels = new int[features.samples()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = place[features.labels()[i]];
      if (labels[i] < 0) {
        throw new BadInputException(
            features.source()
                + ": expected images of the classes that are measured, found one of "
                + features.classes().get(features.labels()[i]));
      }
    }
    return new LabelColumn(labels, present.size(), features.source());
  }
}
