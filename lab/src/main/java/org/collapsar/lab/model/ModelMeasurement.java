package org.collapsar.lab.model;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import org.collapsar.BadInputException;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.ImageSetOptions;
import org.collapsar.data.images.ImageSets;
import org.collapsar.files.ClassLabels;
import org.collapsar.lab.measure.FeatureMeasurement;
import org.collapsar.lab.measure.Guesses;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.measure.OpenFeatures;
import org.collapsar.lab.measure.PresentClasses;
import org.collapsar.model.ModelClassifier;
import org.jspecify.annotations.Nullable;

/**
 * Measurement of a trained network on images: runs it once over them, and measures its features
 * from there as those of files are measured.
 */
public final class ModelMeasurement {
  private final ModelMeasureRequest request;
  private final ImageOpener images;
  private final FeatureJob job;

  private ModelMeasurement(ModelMeasureRequest request, ImageOpener images, FeatureJob job) {
    this.request = request;
    this.images = images;
    this.job = job;
  }

  /**
   * Measures a network.
   *
   * @param request what is measured, and on which images
   * @param images opens them
   * @param job open, of {@code request.model()}
   * @return the measurement
   * @throws BadInputException if images or network are not what was expected, or do not fit each
   *     other: one line
   * @throws org.collapsar.FailedException if something cannot be read, or there is no room for the
   *     features
   */
  public static MeasuredModel of(ModelMeasureRequest request, ImageOpener images, FeatureJob job) {
    return new ModelMeasurement(request, images, job).run();
  }

  private MeasuredModel run() {
    // Not waited for: whoever reads the first picture waits for the same.
    Future<Boolean> unused =
        Later.begin(
            "pictures",
            () -> {
              ImageSets.prepare(request.data());
              return true;
            });
    FeatureMeasurement measurement = new FeatureMeasurement(request.settings(), job.listener());
    try (ImageSet set = images.open(request.data(), request.options());
        ImageSet testSet = open(request.data(), request.testSplit());
        ImageSet otherSet = other();
        ImageFeatures features = job.over(set);
        ImageFeatures test = testSet == null ? null : job.over(testSet);
        ImageFeatures other = otherSet == null ? null : job.over(otherSet)) {
      set.info().notes().forEach(job.listener()::note);
      sayWhatIsBroken(features);
      PresentClasses classes = PresentClasses.of(features.classes(), features.labels());
      ClassLabels labels = classes.labels(features.source(), features.labels());
      labels.notes().forEach(job.listener()::note);
      String why = job.mismatch(features.classes());
      OpenFeatures open = OpenFeatures.of(source(), features.tables(source()), labels);
      open = withClassifier(open, why);
      if (test != null) {
        open =
            open.withTest(
                test.source(),
                test.tables(test.source()),
                classes.column(test.source(), test.labels()));
      }
      if (other != null) {
        open = open.withOutOfDistribution(other.source(), other.tables(other.source()));
      }
      List<MeasuredRow> rows = measurement.of(open);
      warnOfChance(features, why);
      return new MeasuredModel(
          ModelFacts.of(job, set, features),
          features.accuracy(why),
          why == null ? features.right() : 0,
          largestShare(labels),
          rows,
          request.whatIf() == 0 ? List.of() : WhatIfTrial.of(job, set, request.whatIf(), why),
          Thumbnails.of(job, set, features, why, request.thumbnails()),
          request.settings().drawn() && why == null
              ? CertifiedModel.beside(job, features, request.settings().threads())
              : null);
    }
  }

  private String source() {
    return request.model().model().toString();
  }

  private @Nullable ImageSet open(String data, @Nullable String split) {
    return split == null ? null : images.open(data, request.options().ofSplit(split));
  }

  /** Other data have classes of their own, and a split of the same name where there is one. */
  private @Nullable ImageSet other() {
    String data = request.otherData();
    if (data == null) {
      return null;
    }
    ImageSetOptions own = request.options();
    return images.open(
        data,
        new ImageSetOptions(
            null,
            own.split() == null ? own.otherwise() : own.split(),
            own.maxPerClass(),
            null,
            null,
            own.planes()));
  }

  private OpenFeatures withClassifier(OpenFeatures open, @Nullable String why) {
    ModelClassifier classifier = job.found().classifier();
    if (classifier == null || why != null) {
      return open.withoutClassifier(String.valueOf(why));
    }
    if (!job.layers().contains(classifier.features())) {
      return open.withoutClassifier(
          "because --layers leaves out " + classifier.features() + ", which the classifier takes");
    }
    return open.withClassifier(
        classifier.layer().name(), classifier.weights(), classifier.bias(), classifier.features());
  }

  private void sayWhatIsBroken(ImageFeatures features) {
    if (features.skipped() > 0) {
      job.listener()
          .warning(
              features.source()
                  + ": "
                  + features.skipped()
                  + (features.skipped() == 1 ? " image is" : " images are")
                  + " broken and left out, the first: "
                  + features.broken().get(0));
    }
  }

  private void warnOfChance(ImageFeatures features, @Nullable String why) {
    if (why != null) {
      return;
    }
    int[] counts = new int[features.classes().size()];
    int[] decided = new int[counts.length];
    for (int i = 0; i < features.samples(); i++) {
      counts[features.labels()[i]]++;
      decided[features.decided(i)]++;
    }
    Guesses guesses = Guesses.of(counts, decided, features.right());
    if (guesses.isChance()) {
      job.listener()
          .warning(
              String.format(
                  Locale.ROOT,
                  "the accuracy is %.4g where chance is %.4g: the preprocessing (%s) is not that of"
                      + " training, or the classes are in another order than the outputs"
                      + " (--class-names); --what-if tries neighbouring preprocessing",
                  guesses.accuracy(),
                  guesses.chance(),
                  job.preprocessing().describe()));
    }
  }

  private static double largestShare(ClassLabels labels) {
    int[] counts = new int[labels.column().classes()];
    int largest = 0;
    for (int label : labels.column().labels()) {
      largest = Math.max(largest, ++counts[label]);
    }
    return largest / (double) labels.column().labels().length;
  }
}
