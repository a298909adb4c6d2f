package org.collapsar.model;

import org.jspecify.annotations.Nullable;

/**
 * The classifier that a user names, instead of the one that would be found.
 *
 * @param features the tensor that is the features ({@code --features-layer}), or null
 * @param classifier the linear map that is the classifier ({@code --classifier}): the name of its
 *     weights, its output or its operator; or null
 */
public record ClassifierChoice(@Nullable String features, @Nullable String classifier) {
  /** Whatever is found. */
  public static final ClassifierChoice NONE = new ClassifierChoice(null, null);
}
