package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** All metrics, in the order in which they are shown. */
final class Definitions {
  private static final Map<String, List<String>> LABELS =
      Map.ofEntries(
          Map.entry("nc1.total", List.of("NC1", "NC1 = within-class / total variance")),
          Map.entry(
              "balancedness.normalised", List.of("Balancedness NB", "normalised balancedness NB")),
          Map.entry("nc1.quotient", List.of("NC1", "NC1 = within / between variance")),
          Map.entry("nc2.kappa", List.of("NC2", "NC2 = condition of the class means")),
          Map.entry("nc3.cosine", List.of("NC3", "NC3 = cosine, samples and weights")),
          Map.entry("nc3.misalignment", List.of("1 - NC3", "1 - cosine, samples and weights")),
          Map.entry(
              "nc3.cosine.means", List.of("NC3 of the means", "NC3 = cosine, means and weights")),
          Map.entry(
              "balancedness.absolute", List.of("Imbalance", "imbalance of neighbouring weights")),
          Map.entry(
              "balancedness", List.of("Balancedness", "balancedness of neighbouring weights")),
          Map.entry(
              "kappa.weights", List.of("Condition of the weights", "condition of the weights")),
          Map.entry(
              "rank.stable.means", List.of("Stable rank of the means", "stable rank of the means")),
          Map.entry(
              "rank.effective.means", List.of("Effective rank", "effective rank of the means")),
          Map.entry(
              "angle.means.min", List.of("Smallest angle", "smallest angle of means (degrees)")),
          Map.entry("angle.means.mean", List.of("Mean angle", "mean angle of means (degrees)")),
          Map.entry(
              "angle.means.max", List.of("Largest angle", "largest angle of means (degrees)")),
          Map.entry(
              "variance.within",
              List.of("Within-class variance", "trace of within-class covariance")),
          Map.entry("negativity", List.of("Negativity", "negativity (0: acts linearly)")));

  static final List<Definition> ALL = new Definitions().all();

  private static final String ONE_PASS = "one pass, O(n D)";
  private static final String TWO_PASSES = "a second pass, O(n D K)";
  private static final String MEANS_ONLY = "nothing beyond the class means, O(D K^2)";
  private static final String SPECTRUM =
      "a pass of O(n D^2) time and O(D^2) memory; only when named or with all metrics";
  private static final String WEIGHTS_ONLY = "no pass, O(D K^2)";
  private static final String EMPTY = "Undefined if a class has no samples";
  private static final String PAPYAN = "Papyan, Han and Donoho, PNAS 2020";
  private static final String ZHU = "Zhu et al., NeurIPS 2021";
  private static final String JACOT = "Jacot et al., ICLR 2025";
  private static final String HUI = "Hui, Belkin and Nakkiran, 2022 (arXiv 2202.08384)";
  private static final String XU = "Xu and Liu, 2023 (arXiv 2306.03440)";
  private static final String MEANS_RULE =
      "; the span of the means is cut at singular values of M~ below 10 max(D, K) 2^-52 s_1, and"
          + " the rank is reported";

  private final List<Definition> list = new ArrayList<>();

  private Definitions() {}

  private List<Definition> all() {
    variability();
    frames();
    duality();
    decision();
    testVariants();
    ranks();
    angles();
    furtherMetrics();
    network();
    return List.copyOf(list);
  }

  private void add(
      String id,
      String title,
      String sentence,
      String formula,
      String source,
      String edgeCases,
      String cost,
      boolean byDefault,
      Set<Need> needs,
      Set<Part> parts,
      Function<Evaluation, MetricValue> compute) {
    MetricInfo.Builder metric =
        MetricInfo.metric(id)
            .title(title)
            .says(sentence)
            .formula(formula)
            .source(source)
            .undefined(edgeCases.substring("Undefined ".length()))
            .costs(cost)
            .byDefault(byDefault)
            .needs(needs.toArray(new Need[0]))
            .parts(parts.toArray(new Part[0]));
    List<String> label = LABELS.get(id);
    if (label != null) {
      metric.label(label.get(0), label.get(1));
    }
    switch (id) {
      case "balancedness" -> metric.taken(Taken.IN_TRAINING, Taken.OF_LAYERS);
      case "balancedness.absolute", "negativity" -> metric.taken(Taken.OF_LAYERS);
      default -> {}
    }
    list.add(metric.from(compute));
  }

  private static <E extends Enum<E>> Set<E> none(Class<E> type) {
    return EnumSet.noneOf(type);
  }

  private static Set<Need> needs(Need... needs) {
    return needs.length == 0 ? none(Need.class) : EnumSet.copyOf(List.of(needs));
  }

  private static Set<Part> parts(Part... parts) {
    return parts.length == 0 ? none(Part.class) : EnumSet.copyOf(List.of(parts));
  }

  private void variability() {
    String pooled = EMPTY + ", no class has two, or all class means are equal";
    add(
        "nc1.quotient",
        "within over between",
        "Trace of the within-class over that of the between-class covariance, classes weighted"
            + " equally in the latter.",
        "tr Sigma_W / tr Sigma_B",
        "Tirer et al., 2023; " + JACOT,
        pooled,
        ONE_PASS,
        true,
        needs(),
        parts(),
        e -> e.quotient(false));
    add(
        "nc1.quotient.weighted",
        "within over between, weighted",
        "nc1.quotient with Sigma_B about the mean over samples and weighted by class size.",
        "tr Sigma_W / sum_c (n_c/n) ||mu_c - mu_G||^2",
        "Tirer et al., 2023",
        "Undefined if no class has two samples or all class means are equal; a class without"
            + " samples has weight 0",
        ONE_PASS,
        false,
        needs(),
        parts(),
        e -> e.quotient(true));
    add(
        "nc1.total",
        "within over total",
        "Share of the variance about the mean over samples that is within classes, in [0, 1].",
        "||within||_F^2 / ||total||_F^2; q/(1+q) with q = nc1.quotient when balanced",
        "Wu and Mondelli, ICML 2025",
        "Undefined if no class has two samples or all features are equal; classes without samples"
            + " do not count",
        ONE_PASS,
        true,
        needs(),
        parts(),
        Evaluation::total);
    add(
        "nc1.pinv",
        "within relative to between",
        "Within-class variance relative to the between-class one in each direction of the class"
            + " means, divided by K; Sigma_B weighs classes equally.",
        "tr(Sigma_W Sigma_B^+)/K = (1/K) sum_j u_j^T Sigma_W u_j / lambda_j",
        PAPYAN,
        pooled + MEANS_RULE,
        TWO_PASSES,
        true,
        needs(),
        parts(Part.PROJECTIONS),
        Evaluation::pinv);
    add(
        "nc1.pinv.sum",
        "within relative to between, not divided by K",
        "nc1.pinv times K, as in the notebook of the source.",
        "tr(Sigma_W Sigma_B^+)",
        PAPYAN + " (notebook)",
        pooled + MEANS_RULE,
        TWO_PASSES,
        false,
        needs(),
        parts(Part.PROJECTIONS),
        e -> times(e.pinv(), e.classes()));
    add(
        "nc1.pinv.weighted",
        "within relative to between, weighted",
        "nc1.pinv with Sigma_B about the mean over samples and weighted by class size.",
        "tr(Sigma_W Sigma_B^+)/K",
        PAPYAN,
        pooled + MEANS_RULE,
        TWO_PASSES,
        false,
        needs(),
        parts(Part.WEIGHTED_PROJECTIONS),
        e -> {
          e.requireEveryClass();
          return e.pinvWeightedSum(1.0 / e.classes());
        });
    add(
        "nc1.fuzziness",
        "separation fuzziness",
        "Trace of within-class times inverse between-class scatter, both sums over samples: K"
            + " times nc1.pinv.weighted.",
        "tr(SS_W SS_B^+), SS_B = sum_c n_c (mu_c - mu_G)(mu_c - mu_G)^T",
        "He and Su, PNAS 2023",
        "Undefined if no class has two samples or all class means are equal; a class without"
            + " samples has weight 0"
            + MEANS_RULE,
        TWO_PASSES,
        false,
        needs(),
        parts(Part.WEIGHTED_PROJECTIONS),
        e -> e.pinvWeightedSum(1));
    add(
        "nc1.cdnv",
        "class-distance normalised variance",
        "Mean over pairs of classes of their mean variance over the squared distance of their"
            + " means.",
        "mean over c < c' of (V_c + V_c')/(2 ||mu_c - mu_c'||^2), V_c = tr Cov_c (population)",
        "Galanti, Gyorgy and Hutter, ICLR 2022",
        EMPTY + " or one, if K = 1, or if two class means are equal",
        ONE_PASS + " and O(D K^2)",
        true,
        needs(),
        parts(),
        Evaluation::cdnv);
    add(
        "nc1.vci",
        "variability collapse index",
        "One less the share of the between-class covariance in the total, per direction of the"
            + " class means; both weigh classes equally; in [0, 1].",
        "1 - tr(Sigma_T^+ Sigma_B)/min(D, K-1), Sigma_T = (1/K) sum_c Cov_c + Sigma_B",
        XU,
        EMPTY + " or one, if K = 1, or if all class means are equal",
        SPECTRUM,
        false,
        needs(),
        parts(Part.SPREAD),
        e -> e.vci(false));
    add(
        "nc1.vci.weighted",
        "variability collapse index, weighted",
        "nc1.vci with the sample covariance and Sigma_B weighted by class size.",
        "1 - tr(Sigma_T^+ Sigma_B)/min(D, K-1), Sigma_T the sample covariance",
        XU,
        EMPTY + ", no class has two, K = 1, or all class means are equal",
        SPECTRUM,
        false,
        needs(),
        parts(Part.SPREAD),
        e -> e.vci(true));
  }

  private static MetricValue times(MetricValue value, double factor) {
    return value instanceof MetricValue.Defined d ? Values.finite(d.value() * factor) : value;
  }

  private void frames() {
    for (Side side : Side.values()) {
      add(
          "nc2.equinorm." + side.suffix,
          "equal norms of " + side.what,
          "Coefficient of variation of the norms of the " + side.phrase + ".",
          side.ofWeights() ? "std_c ||w_c|| / mean_c ||w_c||" : "std_c ||m_c|| / mean_c ||m_c||",
          PAPYAN,
          edge(side) + "all of them are zero",
          cost(side),
          side.byDefault(),
          side.ofWeights() ? needs(Need.WEIGHTS) : needs(),
          parts(),
          e -> {
            Evaluation.Sides s = e.sides(side);
            return Frames.equinorm(s.rows(), side.one, s.floor());
          });
    }
    for (Frames.Angles which : Frames.Angles.values()) {
      String name = which.name().toLowerCase(Locale.ROOT);
      for (Side side : Side.values()) {
        add(
            "nc2.equiangular." + name + "." + side.suffix,
            "equal angles of " + side.what + ", " + name,
            (which == Frames.Angles.STD
                    ? "Standard deviation"
                    : which == Frames.Angles.MAX ? "Maximum" : "Mean")
                + " over pairs of the distance of the cosine from that of a simplex, of the "
                + side.phrase
                + ".",
            name + " over c < c' of |cos + 1/(K-1)|",
            PAPYAN,
            edge(side) + "one of them is zero",
            cost(side),
            side.byDefault(),
            side.ofWeights() ? needs(Need.WEIGHTS) : needs(),
            parts(),
            e -> {
              Evaluation.Sides s = e.sides(side);
              return Frames.equiangular(s.rows(), which, side.one, s.floor());
            });
      }
    }
    for (Side side : Side.values()) {
      add(
          "nc2.etf_error." + side.suffix,
          "distance of " + side.what + " to a simplex",
          "Distance of the normalised Gram matrix of the " + side.phrase + " from a simplex's.",
          "|| G/||G||_F - (I - 11^T/K)/sqrt(K-1) ||_F, G their Gram matrix",
          ZHU,
          edge(side) + "all of them are zero",
          cost(side),
          side.byDefault(),
          side.ofWeights() ? needs(Need.WEIGHTS) : needs(),
          parts(),
          e -> {
            Evaluation.Sides s = e.sides(side);
            return Frames.etfError(s.rows(), side.one, s.floor());
          });
    }
    add(
        "nc2.of_error",
        "distance to an orthogonal frame",
        "Distance of the normalised Gram matrix of the uncentred class means from the identity's.",
        "|| G/||G||_F - I/sqrt(K) ||_F, G_cc' = mu_c . mu_c'",
        "Dang et al., ICML 2023",
        EMPTY + ", if K = 1 or if all means are zero",
        MEANS_ONLY,
        true,
        needs(),
        parts(),
        e -> Frames.ofError(e.means(), "class mean"));
    add(
        "nc2.kappa",
        "condition number of the class means",
        "Largest over smallest of the K singular values of the uncentred class means.",
        "s_1/s_K of [mu_1 .. mu_K]",
        JACOT,
        EMPTY + ", if K = 1 or if the rank is below K (a simplex has K-1)",
        MEANS_ONLY,
        true,
        needs(),
        parts(),
        e -> Frames.condition(e.means(), "class means"));
    add(
        "kappa.weights",
        "condition number of W",
        "Largest over smallest of the K singular values of W as it is.",
        "s_1/s_K of W",
        JACOT,
        "Undefined without W, if K = 1 or if the rank of W is below K",
        WEIGHTS_ONLY,
        true,
        needs(Need.WEIGHTS),
        parts(),
        e -> Frames.condition(e.classifier().w(), "rows of W"));
  }

  private static String edge(Side side) {
    return side.ofWeights() ? "Undefined without W, if K = 1 or if " : EMPTY + ", if K = 1 or if ";
  }

  private static String cost(Side side) {
    return side.ofWeights() ? WEIGHTS_ONLY : MEANS_ONLY;
  }

  private void duality() {
    for (boolean centred : new boolean[] {false, true}) {
      Side side = centred ? Side.WEIGHTS_CENTRED : Side.WEIGHTS;
      String behind = centred ? ".centred" : "";
      add(
          "nc3.dual_error" + behind,
          "distance of W M~ to a simplex" + (centred ? ", W less its mean row" : ""),
          "Distance of the normalised product of W"
              + withCentred(centred)
              + " and the centred class means from a simplex's Gram matrix.",
          "|| W M~/||W M~||_F - (I - 11^T/K)/sqrt(K-1) ||_F",
          ZHU,
          "Undefined without W, if a class has no samples, if K = 1 or if W M~ = 0",
          MEANS_ONLY,
          !centred,
          needs(Need.WEIGHTS),
          parts(),
          e -> {
            Evaluation.Sides w = e.sides(side);
            Evaluation.Sides m = e.sides(Side.MEANS);
            return Duality.dualError(w.rows(), m.rows(), m.floor());
          });
      for (boolean squared : new boolean[] {false, true}) {
        add(
            "nc3.self_duality" + (squared ? ".squared" : "") + behind,
            "distance of W and M~"
                + (squared ? ", squared" : "")
                + (centred ? ", W less its mean row" : ""),
            (squared ? "Squared distance" : "Distance")
                + " of W"
                + withCentred(centred)
                + " and the centred class means, both of norm 1.",
            "|| W/||W||_F - M~^T/||M~||_F ||_F" + (squared ? "^2" : ""),
            squared ? PAPYAN : PAPYAN + " (there squared)",
            "Undefined without W, if a class has no samples, if K = 1 or if W or M~ is zero",
            MEANS_ONLY,
            !centred && !squared,
            needs(Need.WEIGHTS),
            parts(),
            e -> {
              Evaluation.Sides w = e.sides(side);
              Evaluation.Sides m = e.sides(Side.MEANS);
              return Duality.selfDuality(w.rows(), m.rows(), m.floor(), squared);
            });
      }
    }
    add(
        "nc3.cosine",
        "alignment of samples and W",
        "Mean over samples of the cosine of the features and their class's row of W.",
        "(1/n) sum_i cos(h_i, w_{y_i})",
        JACOT,
        "Undefined without W, or if a sample's features or its row of W are all 0",
        "a second pass, O(n D)",
        true,
        needs(Need.WEIGHTS),
        parts(Part.COSINE),
        Evaluation::sampleCosine);
    add(
        "nc3.misalignment",
        "misalignment of samples and W",
        "One less the mean over samples of the cosine of the features and their class's row of W: what NC3 lacks to 1.",
        "1 - (1/n) sum_i cos(h_i, w_{y_i})",
        JACOT + " (there as the cosine)",
        "Undefined where nc3.cosine is",
        "a second pass, O(n D)",
        false,
        needs(Need.WEIGHTS),
        parts(Part.COSINE),
        e -> Values.finite(1 - e.sampleCosine().orNaN()));
    add(
        "nc3.cosine.means",
        "alignment of class means and W",
        "Mean over classes of the cosine of the uncentred class mean and the row of W.",
        "(1/K) sum_c cos(mu_c, w_c)",
        JACOT + " (experiments)",
        "Undefined without W, if a class has no samples, or if a mean or row is zero",
        MEANS_ONLY,
        true,
        needs(Need.WEIGHTS),
        parts(),
        e -> Duality.meanCosine(e.classifier().w(), e.means(), "mean", 0));
    add(
        "nc3.cosine.means.centred",
        "alignment of centred class means and W",
        "Mean over classes of the cosine of the centred class mean and the row of W as it is.",
        "(1/K) sum_c cos(mu_c - mu_G, w_c)",
        PAPYAN,
        "Undefined without W, if a class has no samples, or if a centred mean or row is zero",
        MEANS_ONLY,
        true,
        needs(Need.WEIGHTS),
        parts(),
        e -> {
          Evaluation.Sides m = e.sides(Side.MEANS);
          return Duality.meanCosine(e.classifier().w(), m.rows(), "centred mean", m.floor());
        });
  }

  private static String withCentred(boolean centred) {
    return centred ? " less its mean row" : "";
  }

  private void decision() {
    add(
        "nc4.mismatch",
        "disagreement with the nearest class mean",
        "Share of samples whose largest logit, bias included, is not the nearest class mean's.",
        "share of i with argmax_c (w_c . h_i + b_c) != argmin_c ||h_i - mu_c||; ties: first class",
        PAPYAN,
        "Undefined without W, if a class has no samples, if K = 1 or if all class means are equal;"
            + " b = 0 where none is given",
        TWO_PASSES,
        true,
        needs(Need.WEIGHTS),
        parts(Part.MISMATCH),
        Evaluation::mismatch);
    add(
        "nc5.ood",
        "orthogonality to out-of-distribution features",
        "Mean over classes of the absolute cosine of the class mean and the mean of the"
            + " out-of-distribution features, both uncentred.",
        "(1/K) sum_c |cos(mu_c, mu_OOD)|",
        "Ammar et al., ICLR 2024 (arXiv 2310.06823)",
        "Undefined without such features, if a class has no samples, or if a mean is zero",
        "a pass over the out-of-distribution features",
        true,
        needs(Need.OUT_OF_DISTRIBUTION),
        parts(),
        Evaluation::outOfDistribution);
  }

  private void testVariants() {
    String strong = " of test samples about the train means";
    String weak = " of test samples about their own means";
    String edges =
        "Undefined without test features; otherwise as the train metric, about the classes of the"
            + " features whose means are used";
    test(
        "nc1.quotient.test.strong",
        "within over between," + strong,
        "tr Sigma_W' / tr Sigma_B, Sigma_W' = (1/n') sum (h' - mu_y)(h' - mu_y)^T",
        edges,
        ONE_PASS,
        parts(Part.STRONG),
        Evaluation::strongQuotient);
    test(
        "nc1.quotient.test.weak",
        "within over between," + weak,
        "nc1.quotient of them",
        edges,
        ONE_PASS,
        parts(),
        e -> e.test().quotient(false));
    test(
        "nc1.total.test.weak",
        "within over total," + weak,
        "nc1.total of them",
        edges,
        ONE_PASS,
        parts(),
        e -> e.test().total());
    test(
        "nc1.pinv.test.strong",
        "within relative to between," + strong,
        "tr(Sigma_W' Sigma_B^+)/K",
        edges,
        TWO_PASSES,
        parts(Part.STRONG_PROJECTIONS),
        Evaluation::strongPinv);
    test(
        "nc1.pinv.test.weak",
        "within relative to between," + weak,
        "nc1.pinv of them",
        edges,
        TWO_PASSES,
        parts(Part.WEAK_PROJECTIONS),
        e -> e.test().pinv());
    test(
        "nc1.cdnv.test.strong",
        "class-distance normalised variance," + strong,
        "nc1.cdnv with V_c = mean over test samples of class c of ||h' - mu_c||^2",
        edges,
        ONE_PASS,
        parts(Part.STRONG),
        Evaluation::strongCdnv);
    test(
        "nc1.cdnv.test.weak",
        "class-distance normalised variance," + weak,
        "nc1.cdnv of them",
        edges,
        ONE_PASS,
        parts(),
        e -> e.test().cdnv());
    test(
        "nc4.mismatch.test.strong",
        "disagreement with the nearest class mean," + strong,
        "nc4.mismatch of test samples, mu_c of the train samples",
        edges,
        TWO_PASSES,
        parts(Part.STRONG_MISMATCH),
        Evaluation::strongMismatch);
    test(
        "nc4.mismatch.test.weak",
        "disagreement with the nearest class mean," + weak,
        "nc4.mismatch of them",
        edges,
        TWO_PASSES,
        parts(Part.WEAK_MISMATCH),
        e -> e.test().mismatch());
  }

  private void test(
      String id,
      String title,
      String formula,
      String edges,
      String cost,
      Set<Part> parts,
      Function<Evaluation, MetricValue> compute) {
    boolean weights = id.startsWith("nc4");
    String sentence = Character.toUpperCase(title.charAt(0)) + title.substring(1) + ".";
    Set<Need> needs = weights ? needs(Need.TEST, Need.WEIGHTS) : needs(Need.TEST);
    add(id, title, sentence, formula, HUI, edges, cost, true, needs, parts, compute);
  }

  private void ranks() {
    for (Ranks.Kind kind : Ranks.Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      String formula =
          switch (kind) {
            case STABLE -> "||A||_F^2/||A||^2";
            case NUMERICAL -> "(||A||_*/||A||_F)^2";
            case EFFECTIVE -> "exp(-sum_j p_j log p_j), p_j = s_j/sum s";
          };
      String source =
          kind == Ranks.Kind.EFFECTIVE ? "Roy and Vetterli, EUSIPCO 2007" : "common in the field";
      String title = name + " rank";
      String start = Character.toUpperCase(name.charAt(0)) + name.substring(1) + " rank of ";
      add(
          "rank." + name + ".features",
          title + " of the features",
          start + "the features about their mean over samples.",
          formula,
          source,
          "Undefined if all features are equal",
          SPECTRUM,
          false,
          needs(),
          parts(Part.SPREAD),
          e -> e.featureRank(kind));
      add(
          "rank." + name + ".means",
          title + " of the class means",
          start + "the class means about their unweighted mean.",
          formula,
          source,
          EMPTY + ", if K = 1 or if all class means are equal",
          MEANS_ONLY,
          true,
          needs(),
          parts(),
          e -> e.meanRank(kind));
      add(
          "rank." + name + ".weights",
          title + " of W",
          start + "W as it is.",
          formula,
          source,
          "Undefined without W or if W = 0",
          WEIGHTS_ONLY,
          true,
          needs(Need.WEIGHTS),
          parts(),
          e ->
              Ranks.of(
                  org.collapsar.linalg.Spectral.singularValues(e.classifier().w()), kind, "W", 0));
    }
  }

  private void angles() {
    for (boolean centred : new boolean[] {false, true}) {
      for (MeanAngles.Which which : MeanAngles.Which.values()) {
        String name = which.name().toLowerCase(Locale.ROOT);
        String phrase =
            centred ? "class means about their unweighted mean" : "class means as they are";
        add(
            "angle.means." + (centred ? "centred." : "") + name,
            "angles between " + (centred ? "centred " : "") + "class means, " + name,
            (which == MeanAngles.Which.MEAN
                    ? "Mean"
                    : which == MeanAngles.Which.MIN ? "Smallest" : "Largest")
                + " angle over pairs of the "
                + phrase
                + ", in degrees"
                + (centred ? "; a simplex has arccos(-1/(K-1))." : "; orthogonal means have 90."),
            name
                + (centred
                    ? " over c < c' of angle(m_c, m_c')"
                    : " over c < c' of angle(mu_c, mu_c')"),
            "the angles of nc2.equiangular (" + PAPYAN + "), as such",
            EMPTY + ", if K = 1 or if a " + (centred ? "centred " : "") + "mean is zero",
            MEANS_ONLY,
            false,
            needs(),
            parts(),
            e -> {
              if (!centred) {
                return MeanAngles.of(e.means(), which, "mean", 0);
              }
              Evaluation.Sides m = e.sides(Side.MEANS);
              return MeanAngles.of(m.rows(), which, "centred mean", m.floor());
            });
      }
    }
  }

  private void furtherMetrics() {
    add(
        "variance.within",
        "within-class variance",
        "Trace of the within-class covariance: mean squared distance of a sample from its class"
            + " mean; scales with H.",
        "tr Sigma_W = (1/n) sum_i ||h_i - mu_{y_i}||^2",
        "the numerator of nc1.quotient",
        "Undefined if no class has two samples; classes without samples do not count",
        ONE_PASS,
        false,
        needs(),
        parts(),
        e -> {
          e.requirePooledVariance();
          return Values.finite(e.within() / e.moments().samples());
        });
    add(
        "unc3",
        "uniform dual alignment",
        "Variance over classes of the product of the row of W and the centred class mean; scales"
            + " with W and H.",
        "var_c <w_c, mu_c - mu_G>",
        "Wu and Papyan, 2024",
        "Undefined without W, if a class has no samples or if K = 1",
        MEANS_ONLY,
        false,
        needs(Need.WEIGHTS),
        parts(),
        e -> {
          Evaluation.Sides m = e.sides(Side.MEANS);
          return Duality.uniformity(e.classifier().w(), m.rows());
        });
    add(
        "bias_collapse",
        "bias collapse",
        "Norm of the logits of the unweighted mean of the class means: 0 if the bias just undoes"
            + " it.",
        "||W mu_G + b||",
        ZHU,
        "Undefined without W and b or if a class has no samples",
        MEANS_ONLY,
        false,
        needs(Need.WEIGHTS, Need.BIAS),
        parts(),
        Evaluation::biasCollapse);
    add(
        "nc0",
        "sum of the rows of W",
        "Norm of the sum of the rows of W.",
        "||W^T 1||",
        "arXiv 2602.16642",
        "Undefined without W",
        WEIGHTS_ONLY,
        false,
        needs(Need.WEIGHTS),
        parts(),
        e -> e.rowSum());
    for (Uniformity.Kernel kernel : Uniformity.Kernel.values()) {
      String name = kernel.name().toLowerCase(Locale.ROOT);
      String formula =
          switch (kernel) {
            case DISTANCE -> "||a_c - a_c'||";
            case LOG -> "log(1/||a_c - a_c'||)";
            case RIESZ -> "1/||a_c - a_c'||";
          };
      String ofWhat =
          switch (kernel) {
            case DISTANCE -> "the distance";
            case LOG -> "the logarithm of the reciprocal distance";
            case RIESZ -> "the reciprocal distance";
          };
      for (boolean variance : new boolean[] {false, true}) {
        String which = variance ? "variance" : "mean";
        add(
            "uniformity." + name + "." + which,
            "hyperspherical uniformity, " + name + ", " + which,
            Character.toUpperCase(which.charAt(0))
                + which.substring(1)
                + " over pairs of "
                + ofWhat
                + " of normalised centred class means.",
            which + " over c < c' of " + formula + ", a_c = m_c/||m_c||",
            "Liu et al., ICML 2023",
            EMPTY
                + ", if K = 1, if a centred mean is zero"
                + (kernel == Uniformity.Kernel.DISTANCE ? "" : " or two point the same way"),
            MEANS_ONLY,
            false,
            needs(),
            parts(),
            e -> {
              Evaluation.Sides m = e.sides(Side.MEANS);
              return Uniformity.of(m.rows(), kernel, variance, m.floor());
            });
      }
    }
  }

  private void network() {
    Function<Evaluation, MetricValue> none =
        e -> MetricValue.undefined("because it needs the layers of a network: see training");
    add(
        "balancedness.normalised",
        "normalised balancedness",
        "Distance of the second moment of the particles from the nearest multiple of W W^T.",
        "||E[a a^T] - c* W W^T||_op / ||E[a a^T]||_op",
        "Wu and Mondelli, ICML 2025",
        "Undefined if a layer is zero",
        "one product of weights",
        false,
        needs(Need.NETWORK),
        parts(),
        none);
    add(
        "balancedness",
        "balancedness of two layers",
        "How far two neighbouring layers are from being balanced.",
        "||B^T B - A A^T||_op / min(||B^T B||_op, ||A A^T||_op), A = W_l, B = W_{l+1}",
        JACOT,
        "Undefined if a layer is zero",
        "one product of weights",
        false,
        needs(Need.NETWORK),
        parts(),
        none);
    add(
        "balancedness.absolute",
        "absolute balancedness of two layers",
        "How far two neighbouring layers are from being balanced, not divided by their size.",
        "||B^T B - A A^T||_op, A = W_l, B = W_{l+1}",
        JACOT,
        "Undefined if a weight is not finite",
        "one product of weights",
        false,
        needs(Need.NETWORK),
        parts(),
        none);
    add(
        "negativity",
        "negativity of a layer",
        "How much an activation changes what it is given.",
        "||Z - sigma(Z)||_op / ||Z||_op",
        JACOT,
        "Undefined if Z = 0",
        "the spectrum of a layer's activations",
        false,
        needs(Need.NETWORK),
        parts(),
        none);
  }
}
