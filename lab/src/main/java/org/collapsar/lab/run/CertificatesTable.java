package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.TheoremInfo;
import org.collapsar.theory.Tier;
import org.collapsar.theory.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Table of certificates.csv: measured values and bounds of certificates over the epochs on which
 * they were evaluated. An empty cell (undefined) is NaN, and so is what the file does not have.
 */
public final class CertificatesTable {
  /** Format of the file of a run. */
  public static final RunTable<CertificatesTable> TABLE = new Format();

  private final Path file;
  private final int[] epochs;
  private final Map<String, Curves> certificates;

  /** Of one certificate. */
  private record Curves(double[] values, Map<String, double[]> bounds) {}

  private CertificatesTable(Path file, int[] epochs, Map<String, Curves> certificates) {
    this.file = file;
    this.epochs = epochs;
    this.certificates = certificates;
  }

  private static final class Format extends RunTable<CertificatesTable> {
    private static final String HEADER = "epoch,certificate,tier,value,bound";

    Format() {
      super("certificates.csv", HEADER, Keeping.AT_ONCE);
    }

    /** All bounds but of what no run can evaluate. */
    @Override
    @Nullable String rows(EpochRecord measured, List<String> columns) {
      if (measured.certificates() == null) {
        return null;
      }
      StringBuilder rows = new StringBuilder();
      for (Certificate c : measured.certificates()) {
        if (c.info().evaluated() != TheoremInfo.Evaluated.IN_TRAINING && !evaluated(c)) {
          continue;
        }
        List<String> tiers = tiers(c.bounds());
        for (int i = 0; i < tiers.size(); i++) {
          rows.append(measured.epoch()).append(',').append(c.id()).append(',').append(tiers.get(i));
          CsvLines.append(rows.append(','), c.value());
          CsvLines.append(rows.append(','), c.bounds().get(i).bound()).append('\n');
        }
      }
      return rows.toString();
    }

    /** Whether nothing that it takes is missing. */
    private static boolean evaluated(Certificate c) {
      return c.value() instanceof MetricValue.Defined
          && c.bounds().stream()
              .flatMap(b -> b.unmet().stream())
              .noneMatch(h -> h.verdict() == Verdict.UNKNOWN);
    }

    @Override
    CertificatesTable joined(CertificatesTable table, CertificatesTable later) {
      Map<String, Curves> all = new LinkedHashMap<>();
      for (CertificatesTable part : List.of(table, later)) {
        part.certificates.forEach(
            (id, curves) -> {
              Curves both =
                  all.computeIfAbsent(
                      id,
                      c ->
                          new Curves(
                              Epochs.joined(table.values(c), later.values(c)),
                              new LinkedHashMap<>()));
              curves.bounds.keySet().stream()
                  .filter(tier -> !both.bounds.containsKey(tier))
                  .forEach(
                      tier ->
                          both.bounds.put(
                              tier, Epochs.joined(table.bounds(id, tier), later.bounds(id, tier))));
            });
      }
      return new CertificatesTable(table.file, Epochs.joined(table.epochs, later.epochs), all);
    }

    @Override
    CertificatesTable empty(Path file) {
      return new CertificatesTable(file, new int[0], Map.of());
    }

    @Override
    CertificatesTable parse(CsvLines lines) {
      lines.requireHeader(HEADER);
      return CertificatesTable.of(lines);
    }
  }

  private static CertificatesTable of(CsvLines lines) {
    int[] epochs = epochs(lines);
    Map<String, Curves> all = new LinkedHashMap<>();
    TreeSet<String> seen = new TreeSet<>();
    for (int row = 0; row < lines.rows(); row++) {
      String[] cells = lines.cells(row, 5);
      for (int i = 1; i <= 2; i++) {
        if (cells[i].isBlank()) {
          throw lines.bad(
              CsvLines.lineOf(row), i == 1 ? "a certificate" : "the tier of a bound", cells[i]);
        }
      }
      if (!seen.add(cells[0] + ',' + cells[1] + ',' + cells[2])) {
        throw lines.bad(
            CsvLines.lineOf(row),
            "each bound once for an epoch",
            cells[0] + ',' + cells[1] + ',' + cells[2]);
      }
      Curves curves =
          all.computeIfAbsent(
              cells[1], id -> new Curves(nothing(epochs.length), new LinkedHashMap<>()));
      int at = Arrays.binarySearch(epochs, Integer.parseInt(cells[0]));
      double value = lines.number(row, "value", cells[3]);
      if (seen.add(cells[0] + ',' + cells[1])) {
        curves.values[at] = value;
      } else if (Double.compare(curves.values[at], value) != 0) {
        throw lines.bad(
            CsvLines.lineOf(row), "the same value for every bound of a certificate", cells[3]);
      }
      curves.bounds.computeIfAbsent(cells[2], tier -> nothing(epochs.length))[at] =
          lines.number(row, "bound", cells[4]);
    }
    return new CertificatesTable(lines.file(), epochs, all);
  }

  private static int[] epochs(CsvLines lines) {
    TreeSet<Integer> epochs = new TreeSet<>();
    for (int row = 0; row < lines.rows(); row++) {
      String cell = lines.cells(row, 5)[0];
      int epoch = lines.whole(row, "epoch", cell, 0);
      if (!epochs.isEmpty() && epoch < epochs.last()) {
        throw lines.bad(CsvLines.lineOf(row), "epochs in order, from " + epochs.last(), cell);
      }
      epochs.add(epoch);
    }
    return epochs.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[] nothing(int length) {
    double[] curve = new double[length];
    Arrays.fill(curve, Double.NaN);
    return curve;
  }

  /**
   * {@return the names of the bounds of a certificate in the file: {@link Tier#names}}
   *
   * @param bounds of one certificate
   */
  public static List<String> tiers(List<Bound> bounds) {
    return Tier.names(bounds.stream().map(Bound::tier).toList());
  }

  /** {@return the file that was read} */
  public Path file() {
    return file;
  }

  /** {@return the epochs on which certificates were evaluated, ascending; a copy} */
  public int[] epochs() {
    return epochs.clone();
  }

  /** {@return the ids of the certificates in the order of the file} */
  public List<String> certificates() {
    return List.copyOf(certificates.keySet());
  }

  /**
   * {@return the names of the bounds of a certificate, in their order; none when the table does not
   * have it}
   *
   * @param certificate its id
   */
  public List<String> tiers(String certificate) {
    Curves curves = certificates.get(certificate);
    return curves == null ? List.of() : List.copyOf(curves.bounds.keySet());
  }

  /**
   * {@return the measured values of a certificate over {@link #epochs()}; a copy, all NaN when the
   * table does not have it}
   *
   * @param certificate its id
   */
  public double[] values(String certificate) {
    Curves curves = certificates.get(certificate);
    return curves == null ? nothing(epochs.length) : curves.values.clone();
  }

  /**
   * {@return a bound over {@link #epochs()}; a copy, all NaN when the table does not have it}
   *
   * @param certificate its id
   * @param tier name of the bound, one of {@link #tiers(String)}
   */
  public double[] bounds(String certificate, String tier) {
    Curves curves = certificates.get(certificate);
    double[] bounds = curves == null ? null : curves.bounds.get(tier);
    return bounds == null ? nothing(epochs.length) : bounds.clone();
  }
}
