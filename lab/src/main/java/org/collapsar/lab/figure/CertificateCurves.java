package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.collapsar.lab.run.CertificatesTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;

/** Curves of a certificate over the epochs: its quantity and its bounds. */
public final class CertificateCurves {

  /** Name of the measured curve. */
  public static final String MEASURED = "measured";

  private CertificateCurves() {}

  /**
   * Makes the curves of a certificate.
   *
   * @param certificate its id
   * @param runs those that are drawn
   * @return the measured value, then the bounds that have any value; a group each
   */
  public static List<CurveGroup> of(String certificate, List<RunRecord> runs) {
    List<CurveGroup> groups = new ArrayList<>();
    add(groups, certificate, MEASURED, runs);
    tiers(certificate, runs).forEach(tier -> add(groups, certificate, tier, runs));
    return groups;
  }

  private static void add(
      List<CurveGroup> groups, String certificate, String tier, List<RunRecord> runs) {
    List<Curves.Line> lines = new ArrayList<>();
    for (RunRecord run : runs) {
      int[] epochs = run.table(CertificatesTable.TABLE).epochs();
      if (epochs.length == 0) {
        continue;
      }
      double[] dense = new double[epochs[epochs.length - 1] + 1];
      Arrays.fill(dense, Double.NaN);
      double[] values = values(certificate, tier, run.table(CertificatesTable.TABLE));
      for (int i = 0; i < epochs.length; i++) {
        dense[epochs[i]] = values[i];
      }
      lines.add(new Curves.Line(run.seed(), run.name(), dense));
    }
    Curves curves = Curves.over(certificate, lines);
    if (curves.hasValues()) {
      groups.add(new CurveGroup(name(tier), look(tier), curves));
    }
  }

  /** A bound that says nothing, as -1 of a cosine, is left out. */
  private static double[] values(String certificate, String tier, CertificatesTable table) {
    if (tier.equals(MEASURED)) {
      return table.values(certificate);
    }
    double[] bounds = table.bounds(certificate, tier);
    Optional<TheoremInfo> info = TheoremCatalogue.ALL.info(certificate);
    return info.isEmpty()
        ? bounds
        : Arrays.stream(bounds).map(b -> info.get().saysNothing(b) ? Double.NaN : b).toArray();
  }

  private static Set<String> tiers(String certificate, List<RunRecord> runs) {
    Set<String> tiers = new LinkedHashSet<>();
    runs.forEach(run -> tiers.addAll(run.table(CertificatesTable.TABLE).tiers(certificate)));
    return tiers;
  }

  /**
   * {@return the name of a bound: "printed, form 2" of "printed-2"}
   *
   * @param tier as in certificates.csv
   */
  public static String name(String tier) {
    return tier.replace("-", ", form ");
  }

  private static Look look(String tier) {
    return switch (tier) {
      case MEASURED -> Look.of(0);
      case "printed" -> new Look(1, Double.NaN, Look.Dash.DOTTED);
      case "constants" -> new Look(2, Double.NaN, Look.Dash.DASHED);
      case "residual" -> new Look(3, Double.NaN, Look.Dash.MIXED);
      default -> new Look(4, Double.NaN, Look.Dash.DOTTED);
    };
  }

  /**
   * {@return the epochs on which any run evaluated certificates, ascending}
   *
   * @param runs those that are drawn
   */
  public static int[] epochs(List<RunRecord> runs) {
    return runs.stream()
        .flatMapToInt(run -> Arrays.stream(run.table(CertificatesTable.TABLE).epochs()))
        .distinct()
        .sorted()
        .toArray();
  }

  /**
   * Says which runs have no certificates, and how often each bound is missing.
   *
   * @param certificate its id
   * @param runs those that are drawn
   * @return whole sentences; none where nothing is missing
   */
  public static List<String> notes(String certificate, List<RunRecord> runs) {
    List<String> notes = new ArrayList<>();
    String label = MetricLabel.of(certificate).name();
    for (RunRecord run : runs) {
      if (run.metrics().rows() > 0
          && !run.table(CertificatesTable.TABLE).certificates().contains(certificate)) {
        notes.add(
            "%s: no values of %s, because %s."
                .formatted(
                    label,
                    run.name(),
                    run.table(CertificatesTable.TABLE).epochs().length == 0
                        ? "there is no certificates.csv with rows"
                        : "certificates.csv has no " + certificate));
      }
    }
    List<String> missing = new ArrayList<>();
    for (String tier : tiers(certificate, runs)) {
      int all = 0;
      int gaps = 0;
      for (RunRecord run : runs) {
        double[] bounds = values(certificate, tier, run.table(CertificatesTable.TABLE));
        all += bounds.length;
        gaps += (int) Arrays.stream(bounds).filter(Double::isNaN).count();
      }
      if (gaps > 0) {
        missing.add(
            gaps == all ? name(tier) + " always" : name(tier) + " in " + gaps + " of " + all);
      }
    }
    if (!missing.isEmpty()) {
      notes.add(
          "%s: a bound is missing where a hypothesis fails or the bound is vacuous (%s%s)."
              .formatted(
                  label,
                  String.join(", ", missing),
                  missing.stream().allMatch(m -> m.endsWith("always")) ? "" : " evaluations"));
    }
    return notes;
  }
}
