package org.collapsar.lab.certify;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.collapsar.linalg.Matrix;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.theory.LinearHead;

/** What was certified, in words. */
final class Sizes {
  private Sizes() {}

  static String of(LinearHead head) {
    return String.format(
        Locale.ROOT,
        "%s; %d linear layer%s, widths %s",
        samples(head.labels(), head.classes()),
        head.depth(),
        head.depth() == 1 ? "" : "s",
        head.features().columns()
            + " -> "
            + head.weights().stream()
                .map(Matrix::rows)
                .map(String::valueOf)
                .collect(Collectors.joining(" -> ")));
  }

  /** A mean-field network. */
  static String of(NetworkSpec spec, Samples train) {
    int[] labels = train.labels();
    return String.format(
        Locale.ROOT,
        "%s; mean-field network, %d particles (%s), %d features",
        samples(labels, train.classes()),
        spec.layers().get(0).width(),
        spec.layers().get(0).activation(),
        spec.inputsOf(2));
  }

  private static String samples(int[] labels, int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    int least = Arrays.stream(counts).min().orElse(0);
    int most = Arrays.stream(counts).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%d samples, %d classes of %s",
        labels.length,
        classes,
        least == most ? Integer.toString(least) : least + " to " + most);
  }
}
