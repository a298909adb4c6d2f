package org.collapsar.lab.model;

import java.util.List;
import org.collapsar.files.NamedRows;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Features that a network computes from a set of images, in temporary files until this is closed.
 */
public final class ImageFeatures implements AutoCloseable {
  private final String source;
  private final FeatureStore store;
  private final List<String> classes;
  private final int[] labels;
  private final int @Nullable [] decided;
  private final int[] indices;
  private final int skipped;
  private final List<String> broken;

  /**
   * @param source what the images are from, for messages
   * @param classes names of the classes 0 .. K-1
   * @param labels of the samples, in 0 .. K-1
   * @param decided the output with the largest logit of each sample; null where there are no logits
   * @param indices of the samples in their set
   * @param skipped how many images were left out
   * @param broken messages of the first of them
   */
  ImageFeatures(
      String source,
      FeatureStore store,
      List<String> classes,
      int[] labels,
      int @Nullable [] decided,
      int[] indices,
      int skipped,
      List<String> broken) {
    this.source = source;
    this.store = store;
    this.classes = List.copyOf(classes);
    this.labels = labels;
    this.decided = decided;
    this.indices = indices;
    this.skipped = skipped;
    this.broken = List.copyOf(broken);
  }

  /** {@return what the images are from, for messages} */
  public String source() {
    return source;
  }

  /** {@return the names of the classes 0 .. K-1; a class may have no sample} */
  public List<String> classes() {
    return classes;
  }

  /** {@return the number of samples n} */
  public int samples() {
    return labels.length;
  }

  /** {@return the classes of the samples, in 0 .. K-1; not a copy} */
  public int[] labels() {
    return labels;
  }

  /** {@return how many images were left out} */
  public int skipped() {
    return skipped;
  }

  /** {@return messages of the first images that were left out} */
  public List<String> broken() {
    return broken;
  }

  /** Where sample {@code i} stands in its set. */
  int index(int i) {
    return indices[i];
  }

  /** The output with the largest logit of sample {@code i}; -1 where there are no logits. */
  int decided(int i) {
    return decided == null ? -1 : decided[i];
  }

  /**
   * {@return the tables [n x d] of the layers that were kept, named as their tensors}
   *
   * @param of their file, for messages
   */
  public List<NamedRows> tables(String of) {
    return store.tables(of);
  }

  /**
   * {@return how many of the samples the network puts into their class; 0 where there are no
   * logits}
   */
  public int right() {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += decided(i) == labels[i] ? 1 : 0;
    }
    return right;
  }

  /**
   * The share of samples that the network puts into their class.
   *
   * @param why there is none, "because ..", where the outputs are not the classes; null where they
   *     are
   */
  MetricValue accuracy(@Nullable String why) {
    if (why != null || decided == null) {
      return MetricValue.undefined(why == null ? "because there are no logits" : why);
    }
    return MetricValue.of(right() / (double) labels.length);
  }

  /** Deletes the features. */
  @Override
  public void close() {
    store.close();
  }
}
