package org.collapsar.lab.doctor;

/**
 * Finding about one part of the machine.
 *
 * @param topic such as "java"
 * @param found in words
 * @param advice what to do about it; empty if nothing is wrong
 */
public record Finding(String topic, String found, String advice) {

  static Finding fine(String topic, String found) {
    return new Finding(topic, found, "");
  }

  /** Something is wrong if {@code wrong}; then {@code advice} says what to do. */
  static Finding of(String topic, String found, boolean wrong, String advice) {
    return new Finding(topic, found, wrong ? advice : "");
  }

  /** {@return whether something is wrong, so that there is advice} */
  public boolean wrong() {
    return !advice.isEmpty();
  }
}
