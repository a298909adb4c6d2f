package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;

/** All metrics that there are, in the order in which they are shown. */
public final class MetricCatalogue {
  /** In the order in which they are shown: a new metric is a line here. */
  private static final List<Definition> ALL =
      Stream.of(
              AccuracyMetrics.ALL,
              Nc1Metrics.ALL,
              VciMetrics.ALL,
              FrameMetrics.ALL,
              DualityMetrics.ALL,
              CosineMetrics.ALL,
              DecisionMetrics.ALL,
              OutOfDistributionMetrics.ALL,
              OutOfDistributionScores.ALL,
              TestMetrics.ALL,
              RankMetrics.ALL,
              AngleMetrics.ALL,
              ScaleMetrics.ALL,
              SquaredLossMetrics.ALL,
              UniformityMetrics.ALL,
              MarginMetrics.ALL,
              DirectionalCdnv.ALL,
              SampleMeanMetrics.ALL,
              SampleDeviationMetrics.ALL,
              FourthPowerCdnv.ALL,
              RieszMetrics.ALL,
              ImbalanceMetrics.ALL,
              NetworkMetrics.ALL)
          .flatMap(List::stream)
          .toList();

  /** What {@link SampleCosines} know. */
  static final Set<Part> COSINES = Set.of(Part.COSINE, Part.MISALIGNMENT);

  private MetricCatalogue() {}

  /** {@return every metric of features, in the order of all output} */
  public static List<MetricInfo> all() {
    return ALL.stream().map(Definition::info).toList();
  }

  /**
   * {@return the metric of this id; empty for none}
   *
   * @param id for example {@code nc1.pinv}
   */
  public static Optional<MetricInfo> lookup(String id) {
    return ALL.stream().map(Definition::info).filter(m -> m.id().equals(id)).findFirst();
  }

  /**
   * Finds the metric of an id.
   *
   * @param id for example {@code nc1.pinv}
   * @return its description
   * @throws BadInputException if there is none: names the id that comes near, if one does
   */
  public static MetricInfo find(String id) {
    return definition(id).info();
  }

  /**
   * Tells whether a metric needs only cosines of samples with W beside class moments, so that no
   * sample has to be kept for it.
   *
   * @param id of a metric of the catalogue
   * @return false for metrics of class moments alone
   * @throws BadInputException if there is no such metric
   */
  public static boolean fromCosines(String id) {
    Set<Part> parts = definition(id).parts();
    return !parts.isEmpty() && COSINES.containsAll(parts);
  }

  /**
   * Lists the metrics that are measured where none is named.
   *
   * @param given what there is besides features and labels
   * @return ids of those by default, without metrics of samples that are not there
   */
  public static List<String> byDefault(Set<Need> given) {
    List<String> ids = new ArrayList<>();
    for (MetricInfo info : all()) {
      boolean there =
          Need.SAMPLES.stream().allMatch(n -> !info.needs().contains(n) || given.contains(n));
      if (info.byDefault() && there && given.containsAll(info.defaultWith())) {
        ids.add(info.id());
      }
    }
    return ids;
  }

  static Definition definition(String id) {
    for (Definition definition : ALL) {
      if (definition.info().id().equals(id)) {
        return definition;
      }
    }
    throw new BadInputException(
        "metric: expected one of the catalogue's, found '"
            + id
            + "'"
            + NearestName.hint(id, ALL.stream().map(each -> each.info().id()).toList()));
  }

  /** The chosen definitions in catalogue order. */
  static List<Definition> definitions(Collection<String> ids) {
    Set<String> chosen = new HashSet<>();
    for (String id : ids) {
      chosen.add(definition(id).info().id());
    }
    return ALL.stream().filter(definition -> chosen.contains(definition.info().id())).toList();
  }
}
