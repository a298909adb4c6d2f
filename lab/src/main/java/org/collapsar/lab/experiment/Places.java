package org.collapsar.lab.experiment;

import java.util.Map;
import org.collapsar.BadInputException;

/**
 * Places where the keys of a configuration were written, for checks that need more than the file.
 */
public final class Places {
  private final String whole;
  private final Map<String, String> places;

  /**
   * Takes places by keys.
   *
   * @param whole stands for keys that have no place of their own
   * @param places by dotted key, list entries numbered from 0
   */
  public Places(String whole, Map<String, String> places) {
    this.whole = whole;
    this.places = Map.copyOf(places);
  }

  /**
   * {@return the place where a key was written}
   *
   * @param key dotted
   */
  public String of(String key) {
    return places.getOrDefault(key, whole);
  }

  /**
   * Makes the error that a key has an impossible value.
   *
   * @param key dotted
   * @param expected in words
   * @param found the value
   * @return an exception to be thrown, with the place of the key
   */
  public BadInputException bad(String key, String expected, Object found) {
    return new BadInputException(
        of(key) + ": " + key + ": expected " + expected + ", found " + found);
  }
}
