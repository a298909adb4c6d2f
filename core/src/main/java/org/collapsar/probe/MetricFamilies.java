package org.collapsar.probe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.RegressionCollapse;
import org.collapsar.metrics.SeparationLaw;

/** Ordered list of families: everything that can be measured in training. */
public final class MetricFamilies {
  private final List<MetricFamily> all;
  private final List<MetricInfo> offers;
  private final List<MetricInfo> ofLayers;
  private final Map<String, MetricInfo> everything = new LinkedHashMap<>();

  private MetricFamilies(List<MetricFamily> all) {
    this.all = all;
    this.offers = all.stream().flatMap(family -> family.offers().stream()).toList();
    this.ofLayers = all.stream().flatMap(family -> family.ofLayers().stream()).toList();
    Stream.of(
            MetricCatalogue.all(),
            SeparationLaw.METRICS,
            RegressionCollapse.METRICS,
            offers,
            ofLayers)
        .flatMap(List::stream)
        .forEach(info -> everything.putIfAbsent(info.id(), info));
  }

  /**
   * Makes a list of families.
   *
   * @param families in the order in which they are measured and shown
   * @return a list of these
   */
  public static MetricFamilies of(MetricFamily... families) {
    return new MetricFamilies(List.of(families));
  }

  /**
   * Makes this list with more families at its end.
   *
   * @param more families
   * @return a new list
   */
  public MetricFamilies and(MetricFamily... more) {
    return new MetricFamilies(Stream.concat(all.stream(), Stream.of(more)).toList());
  }

  /** {@return the families, in the order in which they are measured and shown} */
  public List<MetricFamily> all() {
    return all;
  }

  /** {@return every metric of the network} */
  public List<MetricInfo> offers() {
    return offers;
  }

  /** {@return every metric of layers} */
  public List<MetricInfo> ofLayers() {
    return ofLayers;
  }

  /** {@return every matrix} */
  public List<MatrixInfo> matrices() {
    return all.stream().flatMap(family -> family.matrices().stream()).toList();
  }

  /** {@return every cadence that the configuration can set, each once} */
  public List<Cadence> cadences() {
    Set<Cadence> cadences = new LinkedHashSet<>();
    all.forEach(family -> cadences.add(family.cadence()));
    cadences.add(Cadence.FRAMES);
    cadences.remove(Cadence.EACH_EPOCH);
    return List.copyOf(cadences);
  }

  /**
   * {@return the cadence of a metric of the network; empty where no family offers it}
   *
   * @param id of the metric
   */
  public Optional<Cadence> cadence(String id) {
    return cadence(id, MetricFamily::offers);
  }

  /**
   * {@return the cadence of a metric of the layers; empty where no family offers it}
   *
   * @param id of the metric
   */
  public Optional<Cadence> cadenceOfLayers(String id) {
    return cadence(id, MetricFamily::ofLayers);
  }

  private Optional<Cadence> cadence(String id, Function<MetricFamily, List<MetricInfo>> offered) {
    return all.stream()
        .filter(family -> ids(offered.apply(family)).contains(id))
        .map(MetricFamily::cadence)
        .findFirst();
  }

  /**
   * {@return everything that can be measured anywhere, each once: of features first, then the rest}
   */
  public List<MetricInfo> everything() {
    return List.copyOf(everything.values());
  }

  /**
   * Looks up a metric, wherever it can be measured.
   *
   * @param id of the metric
   * @return empty where there is none
   */
  public Optional<MetricInfo> find(String id) {
    return Optional.ofNullable(everything.get(id));
  }

  /**
   * Tells why a metric that there is cannot be measured of the network in training.
   *
   * @param id of the metric
   * @return to follow its id; empty where it can, or where there is none of this id
   */
  public Optional<String> refusal(String id) {
    if (ids(offers).contains(id)) {
      return Optional.empty();
    }
    return find(id)
        .map(
            info ->
                ids(ofLayers).contains(id)
                    ? "is measured of layers: metrics.layers takes it"
                    : "cannot be measured in training: " + needs(info));
  }

  /**
   * Tells why a metric that there is cannot be measured of layers in training.
   *
   * @param id of the metric
   * @return to follow its id; empty where it can, or where there is none of this id
   */
  public Optional<String> refusalOfLayers(String id) {
    if (ids(ofLayers).contains(id)) {
      return Optional.empty();
    }
    return find(id)
        .map(
            info ->
                ids(offers).contains(id)
                    ? "cannot be measured of each layer: it is of the whole network"
                    : "cannot be measured of each layer: " + needs(info));
  }

  private static String needs(MetricInfo info) {
    return info.needs().isEmpty()
        ? "it is of the layers of one network together"
        : "it needs "
            + String.join(", ", info.needs().stream().map(Need::phrase).sorted().toList());
  }

  private static List<String> ids(List<MetricInfo> infos) {
    return infos.stream().map(MetricInfo::id).toList();
  }
}
