package org.collapsar.lab.gibbs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.probe.Activations;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.Epoch;
import org.collapsar.probe.MatrixInfo;
import org.collapsar.probe.MetricFamily;
import org.collapsar.probe.ParticleProbe;
import org.collapsar.probe.Training;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of whether the particles have the law of Proposition 5.1, by {@link GibbsMeasurement}.
 */
public final class GibbsMetrics implements MetricFamily {
  /** Cadence of the tests, each of which costs as much as some dozens of steps. */
  public static final Cadence CADENCE = Cadence.everyAndStage("gibbsEvery", 10);

  private static final String SOURCE = "Wu and Mondelli, ICML 2025, Proposition 5.1";

  /** The labels of the samples, in the order of {@link GibbsMeasurement#SAMPLES}. */
  private static final List<MetricInfo.Label> SAMPLES =
      List.of(
          label("Projected residuals", "density of residuals in null(W^T)"),
          label("Whitened residuals", "density of whitened residuals"),
          label("Scores of (27)", "density of normal scores of (27)"));

  /**
   * {@return the label of one of {@link GibbsMeasurement#SAMPLES} in figures; empty for anything
   * else}
   *
   * @param sample its name
   */
  public static Optional<MetricInfo.Label> label(String sample) {
    int index = GibbsMeasurement.SAMPLES.indexOf(sample);
    return index < 0 ? Optional.empty() : Optional.of(SAMPLES.get(index));
  }

  private static MetricInfo.Label label(String name, String axis) {
    return new MetricInfo.Label(name, axis, axis);
  }

  /**
   * {@return whether any of some metrics and matrices is one that this family gives}
   *
   * @param metrics ids
   * @param matrices names
   */
  public static boolean among(List<String> metrics, List<String> matrices) {
    return metrics.stream().anyMatch(GibbsMeasurement.IDS::contains)
        || matrices.stream().anyMatch(GibbsMeasurement.MATRICES::contains);
  }

  @Override
  public List<MetricInfo> offers() {
    List<MetricInfo> all = new ArrayList<>();
    for (String sample : GibbsMeasurement.SAMPLES) {
      // How a label ends, and how that of an axis does.
      String[] of =
          switch (sample) {
            case "projected" ->
                new String[] {", projected", "the projected covariance", "a in null(W^T)"};
            case "whitened" ->
                new String[] {
                  ", whitened", "the whitened covariance", "the whitened residuals of a"
                };
            default -> new String[] {", scores", "", "the normal scores of the density (27)"};
          };
      boolean scores = sample.equals("density");
      all.add(
          sample(sample, "covariance", "covariance of " + of[2])
              .label(
                  scores ? "Covariance, scores of (27)" : "Covariance" + of[0],
                  scores
                      ? "error of the covariance of scores of (27)"
                      : "relative error of " + of[1])
              .says("Distance of the second moment of " + of[2] + " from I.")
              .formula("||(1/N) Z^T Z - I||_op")
              .build());
      all.add(
          sample(sample, "covariance.p", "p-value of the covariance of " + of[2])
              .says("p-value of the likelihood ratio of that covariance and I.")
              .formula("P(chi^2 >= N (tr C - log det C - k)), k(k+1)/2 degrees of freedom")
              .build());
      all.add(
          sample(sample, "kurtosis", "kurtosis of " + of[2])
              .label("Kurtosis" + of[0], scores ? "kurtosis of scores of (27)" : "kurtosis" + of[0])
              .says("Mean fourth power of " + of[2] + " over that of a normal law: 3 by the law.")
              .formula("mean z^4 / (mean z^2)^2")
              .build());
      all.add(
          sample(sample, "kurtosis.p", "p-value of the kurtosis of " + of[2])
              .says("p-value of gibbs." + sample + ".kurtosis under the law.")
              .formula("2 Phi(-|kurtosis - 3| / (24/(k N))^{1/2})")
              .build());
      all.add(
          sample(sample, "fit", "distance to the normal law of " + of[2])
              .says("Kolmogorov-Smirnov distance of " + of[2] + " from the standard normal law.")
              .formula("sup_t |F_N(t) - Phi(t)|")
              .build());
      all.add(
          sample(sample, "fit.p", "p-value of the fit of " + of[2])
              .label("Fit p" + of[0], "p of the fit" + of[0] + (scores ? " of (27)" : ""))
              .says("p-value of gibbs." + sample + ".fit under the law.")
              .formula("P(distance at least as large)")
              .build());
      all.add(
          sample(sample, "independence.p", "p-value of the independence of u of " + of[2])
              .label("Independence p" + of[0], "p of independence of u" + of[0])
              .says("p-value of the dependence of means and squares of " + of[2] + " on u.")
              .formula("P(chi^2 >= ||Z Q||^2 + ||((Z^2 - 1)/sqrt 2) Q||^2), Q functions of u")
              .build());
    }
    all.add(
        metric("gibbs.p", "p-value of all tests of the law together")
            .label("p of all tests", "p of all tests together")
            .says("The smallest of all p-values that there are times their number, at most 1.")
            .formula("min(1, m min_i p_i) (Bonferroni)")
            .undefined("if no test is possible, and of another network than the mean-field one")
            .build());
    all.add(
        metric("gibbs.beyond", "share of a beyond the truncation")
            .label("Share beyond R", "share of |a| beyond R")
            .says("Share of the entries of a that the truncation changes.")
            .formula("share of j, k with |a_jk| > R")
            .undefined("of another network than the mean-field one with noise and decay")
            .build());
    return all;
  }

  private static MetricInfo.Builder sample(String sample, String statistic, String title) {
    return metric("gibbs." + sample + "." + statistic, title)
        .undefined(
            (sample.equals("density") ? "" : "if an |a| is beyond the truncation, ")
                + (sample.equals("projected") ? "if p = q, " : "")
                + "for too few particles, and of another network than the mean-field one with noise"
                + " and decay");
  }

  private static MetricInfo.Builder metric(String id, String title) {
    return MetricInfo.metric(id)
        .title(title)
        .source(SOURCE)
        .costs("some dozens of steps, and n N numbers in double")
        .needs(Need.NETWORK)
        .taken(Taken.IN_TRAINING);
  }

  @Override
  public List<MatrixInfo> matrices() {
    return GibbsMeasurement.MATRICES.stream().map(MatrixInfo::named).toList();
  }

  @Override
  public Cadence cadence() {
    return CADENCE;
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    String why = ParticleProbe.refusal(training.network(), training.train().size());
    if (why != null) {
      GibbsMeasurement none = GibbsMeasurement.undefined("because " + why);
      return epoch -> put(epoch, none, wanted);
    }
    return new Law(training, wanted);
  }

  private static void put(Epoch epoch, GibbsMeasurement law, Wanted wanted) {
    law.values().forEach(epoch::put);
    for (String name : wanted.matrices()) {
      if (law.matrices().containsKey(name)) {
        epoch.putMatrix(name, Objects.requireNonNull(law.matrices().get(name)));
      }
    }
    epoch.putCounts(law.counts());
  }

  private static final class Law implements Collector {
    private final Training training;
    private final Wanted wanted;
    private @Nullable ParticleProbe particles;

    Law(Training training, Wanted wanted) {
      this.training = training;
      this.wanted = wanted;
    }

    /** Its memory is that of the activations of all samples: taken when it is first needed. */
    private ParticleProbe particles() {
      if (particles == null) {
        particles =
            new ParticleProbe(training.network().dense().orElseThrow().network(), training.train());
      }
      return particles;
    }

    @Override
    public void visit(int start, int samples, Activations pass) {
      particles().visit(start, samples, pass);
    }

    @Override
    public void measure(Epoch epoch) {
      put(
          epoch,
          GibbsMeasurement.of(particles().particles(), epoch.step().orElse(Double.NaN)),
          wanted);
    }
  }
}
