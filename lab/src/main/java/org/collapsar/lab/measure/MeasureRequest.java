package org.collapsar.lab.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Request to measure. Files are named as {@code TableFile} takes them: PATH or PATH:MEMBER; those
 * of features and weights may be globs.
 *
 * @param features file or glob, [n x D] each
 * @param labels file or glob, [n]; null where a column of the features is named, or the files of
 *     features say themselves what their labels are ({@link FeatureFile})
 * @param classes K; null for the classes that occur
 * @param weights file or glob of W [K x D]
 * @param bias file or glob of b [K]
 * @param weightsOf name of the table that W belongs to, where a file of features has several; null
 *     for the last that is as wide as W
 * @param testFeatures file or glob, [m x D] each
 * @param testLabels file or glob, [m]
 * @param outOfDistribution file or glob of features of other data, [m x D] each
 * @param outOfDistributionLabels file of their labels, of classes of their own, [m]; null for none
 * @param necoDimension directions that NECO keeps; null for min(K - 1, D)
 * @param nciAlpha weight of the 1-norm in NCI; null for 1e-4
 * @param metrics ids; null for the default ones
 * @param all whether everything in the catalogue is measured
 * @param threads how many threads compute; no number depends on it
 * @param inputs how the files are read
 */
public record MeasureRequest(
    String features,
    @Nullable String labels,
    @Nullable Integer classes,
    @Nullable String weights,
    @Nullable String bias,
    @Nullable String weightsOf,
    @Nullable String testFeatures,
    @Nullable String testLabels,
    @Nullable String outOfDistribution,
    @Nullable String outOfDistributionLabels,
    @Nullable Integer necoDimension,
    @Nullable Double nciAlpha,
    @Nullable List<String> metrics,
    boolean all,
    int threads,
    InputRules inputs) {

  /**
   * Makes a request with files that are read as they tell.
   *
   * @param features file or glob, [n x D] each
   * @param labels file or glob, [n]; null where a column of the features is named, or the files of
   *     features say themselves what their labels are ({@link FeatureFile})
   * @param classes K; null for the classes that occur
   * @param weights file or glob of W [K x D]
   * @param bias file or glob of b [K]
   * @param weightsOf name of the table that W belongs to, where a file of features has several;
   *     null for the last that is as wide as W
   * @param testFeatures file or glob, [m x D] each
   * @param testLabels file or glob, [m]
   * @param outOfDistribution file or glob of features of other data, [m x D] each
   * @param outOfDistributionLabels file of their labels, of classes of their own, [m]; null for
   *     none
   * @param necoDimension directions that NECO keeps; null for min(K - 1, D)
   * @param nciAlpha weight of the 1-norm in NCI; null for 1e-4
   * @param metrics ids; null for the default ones
   * @param all whether everything in the catalogue is measured
   * @param threads how many threads compute; no number depends on it
   */
  public MeasureRequest(
      String features,
      @Nullable String labels,
      @Nullable Integer classes,
      @Nullable String weights,
      @Nullable String bias,
      @Nullable String weightsOf,
      @Nullable String testFeatures,
      @Nullable String testLabels,
      @Nullable String outOfDistribution,
      @Nullable String outOfDistributionLabels,
      @Nullable Integer necoDimension,
      @Nullable Double nciAlpha,
      @Nullable List<String> metrics,
      boolean all,
      int threads) {
    this(
        features,
        labels,
        classes,
        weights,
        bias,
        weightsOf,
        testFeatures,
        testLabels,
        outOfDistribution,
        outOfDistributionLabels,
        necoDimension,
        nciAlpha,
        metrics,
        all,
        threads,
        InputRules.DEFAULT);
  }

  /**
   * What is measured, apart from the files.
   *
   * @param drawn whether the rows get their {@link Geometry}
   */
  MeasureSettings settings(boolean drawn) {
    return new MeasureSettings(metrics, all, necoDimension, nciAlpha, threads, drawn);
  }
}
