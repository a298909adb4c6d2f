package org.collapsar.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run about its data.
 *
 * @param name of the data set, as on the command line
 * @param source who made it and where these files were read
 * @param sha256 of each file, uncompressed, in the order read
 * @param licence of the data
 * @param classNames what the labels 0, 1, .. stand for
 * @param perClass training samples of each class, as used
 * @param cap why there are fewer a class than asked for, or null
 * @param featureMaximum the largest value that a feature can take before scaling
 * @param law what made-up data were drawn from, null for all others
 * @param notes what was decided and left out in reading, a line each
 */
public record Provenance(
    String name,
    String source,
    Map<String, String> sha256,
    String licence,
    List<String> classNames,
    List<Integer> perClass,
    @Nullable String cap,
    double featureMaximum,
    @Nullable SeparableLaw law,
    List<String> notes) {

  /**
   * Keeps copies of the lists and of the map, whose order stays.
   *
   * @param name of the data set, as on the command line
   * @param source who made it and where these files were read
   * @param sha256 of each file, uncompressed, in the order read
   * @param licence of the data
   * @param classNames what the labels 0, 1, .. stand for
   * @param perClass training samples of each class, as used
   * @param cap why there are fewer a class than asked for, or null
   * @param featureMaximum the largest value that a feature can take before scaling
   * @param law what made-up data were drawn from, null for all others
   * @param notes what was decided and left out in reading, a line each
   */
  public Provenance {
    sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
    classNames = List.copyOf(classNames);
    perClass = List.copyOf(perClass);
    notes = List.copyOf(notes);
  }

  /**
   * Makes the record of data from files, without notes.
   *
   * @param name of the data set, as on the command line
   * @param source who made it and where these files were read
   * @param sha256 of each file, uncompressed, in the order read
   * @param licence of the data
   * @param classNames what the labels 0, 1, .. stand for
   * @param perClass training samples of each class, as used
   * @param cap why there are fewer per class than asked for, or null
   * @param featureMaximum the largest value that a feature can take before scaling
   */
  public Provenance(
      String name,
      String source,
      Map<String, String> sha256,
      String licence,
      List<String> classNames,
      List<Integer> perClass,
      @Nullable String cap,
      double featureMaximum) {
    this(name, source, sha256, licence, classNames, perClass, cap, featureMaximum, null, List.of());
  }

  Provenance withClasses(List<String> names, List<Integer> counts) {
    return new Provenance(
        name, source, sha256, licence, names, counts, cap, featureMaximum, law, notes);
  }

  Provenance withCounts(List<Integer> counts, @Nullable String newCap) {
    return new Provenance(
        name, source, sha256, licence, classNames, counts, newCap, featureMaximum, law, notes);
  }
}
