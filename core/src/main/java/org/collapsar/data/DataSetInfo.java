package org.collapsar.data;

import java.util.List;
import java.util.Optional;

/**
 * Facts about a data set that are known before it is read.
 *
 * @param name as on the command line
 * @param title its name in the literature
 * @param dimension d
 * @param image the images that the samples are; empty for vectors
 * @param classNames what the labels stand for, one per class
 * @param trainSamples size of the training set
 * @param testSamples size of the test set
 * @param featureMaximum the largest value that a feature can take
 * @param builtIn whether it is inside the program and nothing is fetched
 * @param citation who made it
 * @param url its home
 * @param licence of the data
 */
public record DataSetInfo(
    String name,
    String title,
    int dimension,
    Optional<ImageShape> image,
    List<String> classNames,
    int trainSamples,
    int testSamples,
    double featureMaximum,
    boolean builtIn,
    String citation,
    String url,
    String licence) {

  /**
   * Checks that the dimension is that of the images.
   *
   * @param name as on the command line
   * @param title its name in the literature
   * @param dimension d
   * @param image the images that the samples are; empty for vectors
   * @param classNames what the labels stand for, one per class
   * @param trainSamples size of the training set
   * @param testSamples size of the test set
   * @param featureMaximum the largest value that a feature can take
   * @param builtIn whether it is inside the program and nothing is fetched
   * @param citation who made it
   * @param url its home
   * @param licence of the data
   * @throws IllegalArgumentException if it is not
   */
  public DataSetInfo {
    classNames = List.copyOf(classNames);
    if (image.isPresent() && image.get().dimension() != dimension) {
      throw new IllegalArgumentException(
          "%s: expected images of %d numbers, found %s".formatted(name, dimension, image.get()));
    }
  }

  /** {@return number of classes} */
  public int classes() {
    return classNames.size();
  }
}
