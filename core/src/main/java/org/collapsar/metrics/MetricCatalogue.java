package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
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

  /** Every metric. */
  public static List<MetricInfo> all() {
    return ALL.stream().map(Definition::info).toList();
  }

  /** The metric of this id, if there is one. */
  public static Optional<MetricInfo> lookup(String id) {
    return ALL.stream().map(Definition::info).filter(m -> m.id().equals(id)).findFirst();
  }

  /**
   * The metric of this id.
   *
   * @throws BadInputException if there is none: names the id that comes near, if one does
   */
  public static MetricInfo find(String id) {
    return definition(id).info();
  }

  /**
   * Whether cosines of samples with W are all that it takes beside class moments, so that no sample
   * has to be kept for it.
   */
  public static boolean fromCosines(String id) {
    Set<Part> parts = definition(id).parts();
    return !parts.isEmpty() && COSINES.containsAll(parts);
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
    Set<Definition> chosen = new LinkedHashSet<>();
    for (String id : ids) {
      chosen.add(definition(id));
    }
    List<Definition> ordered = new ArrayList<>(ALL);
    ordered.retainAll(chosen);
    return ordered;
  }
}
