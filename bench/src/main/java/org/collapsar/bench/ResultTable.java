package org.collapsar.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as a Markdown table. */
final class ResultTable {
  private ResultTable() {}

  /** One row a case. All results must be of the same engines. */
  static List<String> of(List<CaseResult> results) {
    List<String> engines = results.get(0).engines();
    boolean pair = engines.size() == 2;
    List<String> head = new ArrayList<>(List.of("case"));
    engines.forEach(name -> head.add(name + ", ms"));
    if (pair) {
      head.add("ratio");
    }
    engines.forEach(name -> head.add("share of peak, " + name));
    head.addAll(
        List.of(
            "peak, GFLOP/s", "floor: arithmetic, ms", "floor: OpenBLAS, ms", "floor: traffic, ms"));
    List<String> lines = new ArrayList<>();
    lines.add(row(head));
    lines.add("|---" + "|---:".repeat(head.size() - 1) + "|");
    for (CaseResult result : results) {
      if (!result.engines().equals(engines)) {
        throw new IllegalArgumentException(
            "expected results of " + engines + ", found " + result.engines());
      }
      List<String> cells = new ArrayList<>(List.of(result.title()));
      for (int e = 0; e < engines.size(); e++) {
        cells.add(withRange(result.time(e)));
      }
      if (pair) {
        cells.add(withRange(result.ratio()));
      }
      for (int e = 0; e < engines.size(); e++) {
        cells.add(String.format(Locale.ROOT, "%.0f%%", 100 * result.share(e)));
      }
      cells.add(String.format(Locale.ROOT, "%.0f", result.peak().flops() / 1e9));
      cells.add(String.format(Locale.ROOT, "%.1f", result.arithmeticFloor()));
      cells.add(String.format(Locale.ROOT, "%.1f", result.productFloor()));
      cells.add(String.format(Locale.ROOT, "%.1f", result.trafficFloor()));
      lines.add(row(cells));
    }
    return lines;
  }

  private static String withRange(Sample sample) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", sample.median(), sample.min(), sample.max());
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
