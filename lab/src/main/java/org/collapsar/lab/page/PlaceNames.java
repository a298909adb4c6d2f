package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.List;

/**
 * How the places of a horizontal axis, checkpoints or layers, are written below it: by what tells
 * their names apart if that is short, else by numbers that the table repeats.
 *
 * @param title of the axis
 * @param ticks a text for each place, empty if they are numbered from 1
 */
record PlaceNames(String title, List<String> ticks) {
  /** So many places have a tick each; of more, charts label some. */
  private static final int FEW = 8;

  /** Of many places, the narrowest chart labels so many. */
  private static final int LABELLED = 4;

  /** In pixels: the narrowest chart, a digit below its axis, and what is kept between labels. */
  private static final int ROOM = 220;

  private static final int DIGIT = 7;
  private static final int GAP = 6;

  PlaceNames {
    ticks = List.copyOf(ticks);
  }

  /** Whether a reader needs the numbers to know which place is which. */
  boolean numbered() {
    return ticks.isEmpty();
  }

  /**
   * The names of these places.
   *
   * @param what the places are, "checkpoint"
   * @param names of all of them, in order
   */
  static PlaceNames of(String what, List<String> names) {
    int start = names.size() > 1 ? shared(names) : 0;
    int end = names.size() > 1 ? sharedAtEnd(names, start) : 0;
    List<String> parts = new ArrayList<>();
    for (String name : names) {
      parts.add(name.substring(start, name.length() - end));
    }
    if (parts.contains("")) {
      // "h.npy" beside "h-2.npy": nothing would stand at the first.
      start = 0;
      end = 0;
      parts = names;
    }
    int widest = parts.stream().mapToInt(String::length).max().orElse(0);
    int labels = parts.size() <= FEW ? parts.size() : LABELLED;
    if (labels * (widest * DIGIT + GAP) > ROOM) {
      return new PlaceNames(what + ", numbered as in the table", List.of());
    }
    String first = names.get(0);
    String before = first.substring(0, start);
    // The table has the folder.
    before = before.substring(Math.max(before.lastIndexOf('/'), before.lastIndexOf('\\')) + 1);
    String after = first.substring(first.length() - end);
    // "layer-01", "layer-02": the word would stand there twice.
    boolean whole =
        after.isEmpty() && (before.isEmpty() || before.matches("(?i)" + what + "[-_. ]?"));
    return new PlaceNames(whole ? what : what + " " + before + "*" + after, parts);
  }

  /** Length of what all begin with, without half a word or half a number. */
  private static int shared(List<String> names) {
    int length = 0;
    int shortest = names.stream().mapToInt(String::length).min().orElse(0);
    while (length < shortest && agree(names, length)) {
      length++;
    }
    while (length > 0 && cuts(names, length)) {
      length--;
    }
    return length;
  }

  private static boolean agree(List<String> names, int at) {
    return names.stream().allMatch(name -> name.charAt(at) == names.get(0).charAt(at));
  }

  /** Length of what all end with, after the first {@code start} letters. */
  private static int sharedAtEnd(List<String> names, int start) {
    List<String> mirrored =
        names.stream()
            .map(name -> new StringBuilder(name.substring(start)).reverse().toString())
            .toList();
    return shared(mirrored);
  }

  /** Whether any name is cut within a word or a number there; "0.1" is one number. */
  private static boolean cuts(List<String> names, int at) {
    for (String name : names) {
      char before = name.charAt(at - 1);
      if (at == name.length()) {
        continue;
      }
      char after = name.charAt(at);
      boolean word = Character.isLetter(before) && Character.isLetter(after);
      boolean number = Character.isDigit(before) && Character.isDigit(after);
      boolean point =
          (at >= 2 && before == '.' && digit(name, at - 2) && digit(name, at))
              || (after == '.' && digit(name, at - 1) && digit(name, at + 1));
      if (word || number || point) {
        return true;
      }
    }
    return false;
  }

  private static boolean digit(String name, int at) {
    return at < name.length() && Character.isDigit(name.charAt(at));
  }
}
