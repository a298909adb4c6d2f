package org.collapsar.probe;

/**
 * Matrix that a run can keep.
 *
 * @param name in matrices.csv and in the configuration
 * @param words title of its figure
 * @param plain the same in ASCII, for machines whose fonts lack the symbols
 */
public record MatrixInfo(String name, String words, String plain) {
  /**
   * Describes a matrix that its name says enough of.
   *
   * @param name in matrices.csv and in the configuration
   * @return a description by that name
   */
  public static MatrixInfo named(String name) {
    return new MatrixInfo(name, name, name);
  }
}
