package org.collapsar.model;

import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Result of the search for a classifier: one, or the reason why there is none.
 *
 * @param classifier null where there is none
 * @param features the tensor of features: the classifier's, or the one that the user named; null
 *     where neither is known
 * @param reason why there is none, "expected .., found .."; null where there is one
 */
public record FoundClassifier(
    @Nullable ModelClassifier classifier, @Nullable String features, @Nullable String reason) {

  /**
   * Says that there is a classifier.
   *
   * @param classifier with its features
   * @return a result without a reason
   */
  public static FoundClassifier of(ModelClassifier classifier) {
    return new FoundClassifier(classifier, classifier.features(), null);
  }

  /**
   * Says that there is no classifier.
   *
   * @param features what the user named, or null
   * @param reason "expected .., found .."
   * @return a result without a classifier
   */
  public static FoundClassifier none(@Nullable String features, String reason) {
    return new FoundClassifier(null, features, reason);
  }

  /**
   * Demands the classifier.
   *
   * @return the one that was found
   * @throws BadInputException with the reason, where there is none
   */
  public ModelClassifier require() {
    if (classifier == null) {
      throw new BadInputException(String.valueOf(reason));
    }
    return classifier;
  }
}
