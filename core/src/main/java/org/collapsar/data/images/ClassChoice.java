package org.collapsar.data.images;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.files.NamesFile;

/**
 * Which images of a set are taken, and with which classes: first so many of each class as stored,
 * then new classes for these, then their numbers.
 *
 * @param taken indices into the set as stored, ascending
 * @param labels classes of those, 0..K-1
 * @param classes names of the classes, or their titles where there are any
 * @param notes what was done, a sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClassChoice(int[] taken, int[] labels, List<String> classes, List<String> notes) {

  /**
   * Applies the options.
   *
   * @param stored names of the classes as stored
   * @param labels of the images as stored, in their order
   * @throws BadInputException when a file of names does not fit
   */
  static ClassChoice of(List<String> stored, int[] labels, ImageSetOptions options) {
    List<String> notes = new ArrayList<>();
    int[] taken = first(labels, stored.size(), options.maxPerClass());
    List<String> names = stored;
    if (options.relabel() != null) {
      names = relabelled(stored, options.relabel());
      notes.add(
          "%d classes were made %d by %s."
              .formatted(stored.size(), Set.copyOf(names).size(), options.relabel()));
    }
    Map<String, String> titles = new LinkedHashMap<>();
    if (options.classNames() != null) {
      titles = pairs(options.classNames());
      for (String name : names) {
        if (!titles.containsKey(name)) {
          throw new BadInputException(
              options.classNames() + ": expected the name of every class, found no '" + name + "'");
        }
      }
    } else {
      // What is stored has an order of its own; that of new names is that of folders.
      List<String> ordered = new ArrayList<>(names);
      if (options.relabel() != null) {
        ordered.sort(ClassFolders.byCodePoint());
      }
      for (String name : ordered) {
        titles.put(name, name);
      }
      noteNumbers(List.copyOf(titles.keySet()), notes);
    }
    Map<String, Integer> numbers = new HashMap<>();
    titles.keySet().forEach(name -> numbers.put(name, numbers.size()));
    int[] chosen = new int[taken.length];
    for (int i = 0; i < taken.length; i++) {
      chosen[i] = Objects.requireNonNull(numbers.get(names.get(labels[taken[i]])));
    }
    if (titles.size() < 2) {
      throw new BadInputException(
          "classes: expected at least 2, found " + String.join(", ", titles.keySet()));
    }
    return new ClassChoice(taken, chosen, List.copyOf(titles.values()), notes);
  }

  private static int[] first(int[] labels, int classes, int most) {
    int[] counts = new int[classes];
    int[] taken = new int[labels.length];
    int n = 0;
    for (int i = 0; i < labels.length; i++) {
      if (most == 0 || counts[labels[i]] < most) {
        counts[labels[i]]++;
        taken[n++] = i;
      }
    }
    return Arrays.copyOf(taken, n);
  }

  private static List<String> relabelled(List<String> stored, String file) {
    Map<String, String> pairs = pairs(file);
    List<String> names = new ArrayList<>();
    for (String name : stored) {
      String other = pairs.get(name);
      if (other == null) {
        throw new BadInputException(
            file + ": expected a new class for every class, found none for '" + name + "'");
      }
      names.add(other);
    }
    return names;
  }

  /** Two columns, separated by a tab, a comma or a semicolon; a name alone stands for itself. */
  private static Map<String, String> pairs(String file) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String line : NamesFile.read(file)) {
      String separator = line.indexOf('\t') >= 0 ? "\t" : line.indexOf(';') >= 0 ? ";" : ",";
      String[] cells = line.split(separator, 2);
      String key = unquoted(cells[0]);
      String value = cells.length < 2 ? key : unquoted(cells[1]);
      if (key.isEmpty() || value.isEmpty()) {
        throw new BadInputException(file + ": expected two names per line, found '" + line + "'");
      }
      if (pairs.putIfAbsent(key, value) != null) {
        throw new BadInputException(file + ": expected each class once, found '" + key + "' again");
      }
    }
    return pairs;
  }

  private static String unquoted(String cell) {
    String text = cell.strip();
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** The trap of folders 0 .. 10, whose order is 0, 1, 10, 2. */
  private static void noteNumbers(List<String> names, List<String> notes) {
    for (int k = 0; k < names.size(); k++) {
      if (!names.get(k).matches("\\d{1,9}")) {
        return;
      }
    }
    for (int k = 0; k + 1 < names.size(); k++) {
      if (Integer.parseInt(names.get(k)) > Integer.parseInt(names.get(k + 1))) {
        notes.add(
            "The folders are numbers in the order of code points, as ImageFolder has them: '%s' is"
                    .formatted(names.get(k))
                + " class "
                + k
                + "; --class-names gives another order.");
        return;
      }
    }
  }
}
