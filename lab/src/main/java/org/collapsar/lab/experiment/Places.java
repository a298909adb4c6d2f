package org.collapsar.lab.experiment;

import java.util.Map;
import org.collapsar.BadInputException;

/** Where each key of a configuration was written, for checks that need more than the file. */
public final class Places {
  private final String whole;
  private final Map<String, String> places;

  /**
   * Places by dotted keys, list entries numbered from 0.
   *
   * @param whole stands for keys that have no place of their own
   */
  public Places(String whole, Map<String, String> places) {
    this.whole = whole;
    this.places = Map.copyOf(places);
  }

  /** Where {@code key} was written. */
  public String of(String key) {
    return places.getOrDefault(key, whole);
  }

  /** The error that {@code key} has an impossible value. */
  public BadInputException bad(String key, String expected, Object found) {
    return new BadInputException(
        of(key) + ": " + key + ": expected " + expected + ", found " + found);
  }
}
