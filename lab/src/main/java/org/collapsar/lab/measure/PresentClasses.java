package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.LabelColumn;

/**
 * Classes that have samples, of classes whose names are known: these are measured.
 *
 * @param all the names of all classes, in the order of the rows of W where it has as many
 * @param present which of them have samples, ascending
 */
public record PresentClasses(List<String> all, List<Integer> present) {

  /**
   * Looks for the classes that occur.
   *
   * @param all names of the classes 0 .. K-1
   * @param labels each in 0 .. K-1
   * @return all names, and which of them occur
   */
  public static PresentClasses of(List<String> all, int[] labels) {
    boolean[] occurs = new boolean[all.size()];
    for (int label : labels) {
      occurs[label] = true;
    }
    List<Integer> present = new ArrayList<>();
    for (int c = 0; c < occurs.length; c++) {
      if (occurs[c]) {
        present.add(c);
      }
    }
    return new PresentClasses(all, present);
  }

  /**
   * Makes classes of the labels, with the rows of a W that has one for each of all classes.
   *
   * @param source what they are from, for messages
   * @param labels each in 0 .. K-1
   * @return classes that occur, in the order of their numbers; a note counts the others
   * @throws BadInputException if one is of another class
   */
  public ClassLabels labels(String source, int[] labels) {
    boolean every = present.size() == all.size();
    return new ClassLabels(
        column(source, labels),
        present.stream().map(all::get).toList(),
        every ? null : present.stream().mapToInt(c -> c).toArray(),
        null,
        every
            ? List.of()
            : List.of(
                source
                    + ": "
                    + (all.size() - present.size())
                    + " of "
                    + all.size()
                    + " classes have no samples and are not measured"));
  }

  /**
   * Makes labels of these samples or of others, as these classes.
   *
   * @param source what they are from, for messages
   * @param labels each in 0 .. K-1
   * @return labels in 0 .. the number of classes that occur - 1
   * @throws BadInputException if one is of another class
   */
  public LabelColumn column(String source, int[] labels) {
    int[] place = new int[all.size()];
    Arrays.fill(place, -1);
    for (int c = 0; c < present.size(); c++) {
      place[present.get(c)] = c;
    }
    int[] own = new int[labels.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = place[labels[i]];
      if (own[i] < 0) {
        throw new BadInputException(
            source
                + ": expected samples of the classes that are measured, found one of "
                + all.get(labels[i]));
      }
    }
    return new LabelColumn(own, present.size(), source);
  }
}
