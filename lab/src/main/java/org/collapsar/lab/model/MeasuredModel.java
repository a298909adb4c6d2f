package org.collapsar.lab.model;

import java.util.List;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Measurement of a trained network on images.
 *
 * @param facts what was run over what, and how
 * @param accuracy share of the images that its own logits put into their class, all outputs
 *     competing
 * @param right how many these are; 0 where the accuracy is undefined
 * @param chance the share of the largest class
 * @param rows one row per layer, in the order of the graph
 * @param whatIf neighbouring preprocessing on some of the images; empty where nobody asked
 * @param thumbnails the first images as the network sees them; empty for none
 * @param certified the linear layers at its end on these images; null where nothing is drawn, and
 *     where they cannot be certified on what was measured
 */
public record MeasuredModel(
    ModelFacts facts,
    MetricValue accuracy,
    int right,
    double chance,
    List<MeasuredRow> rows,
    List<WhatIf> whatIf,
    List<Thumbnail> thumbnails,
    @Nullable CertifiedHead certified) {
  /**
   * Keeps copies of the lists.
   *
   * @param facts what was run over what, and how
   * @param accuracy share of the images that its own logits put into their class, all outputs
   *     competing
   * @param right how many these are; 0 where the accuracy is undefined
   * @param chance the share of the largest class
   * @param rows one row per layer, in the order of the graph
   * @param whatIf neighbouring preprocessing on some of the images; empty where nobody asked
   * @param thumbnails the first images as the network sees them; empty for none
   * @param certified the linear layers at its end on these images; null where nothing is drawn, and
   *     where they cannot be certified on what was measured
   */
  public MeasuredModel {
    rows = List.copyOf(rows);
    whatIf = List.copyOf(whatIf);
    thumbnails = List.copyOf(thumbnails);
  }

  /**
   * Measurement with another choice of preprocessing.
   *
   * @param choice what differs, in words; the first one is the choice that was made
   * @param preprocessing all of it, in a line
   * @param images how many were run
   * @param quotient nc1.quotient of the features
   * @param accuracy of the network; of the nearest class mean where it has no classifier for them
   */
  public record WhatIf(
      String choice,
      String preprocessing,
      int images,
      MetricValue quotient,
      MetricValue accuracy) {}

  /**
   * Image as the network sees it.
   *
   * @param png as the network sees it, before numbers are scaled
   * @param of its class
   * @param decided the class with the largest logit, all outputs competing; empty where there are
   *     no logits, or they are not the classes
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  public record Thumbnail(byte[] png, String of, String decided) {}
}
