package org.collapsar.lab.page;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Scripts of our figures, for pages that are made elsewhere as well. */
public final class Scripts {
  /** Those that draw figures of every kind, in order; they draw nothing by themselves. */
  static final List<String> FIGURES =
      Stream.concat(
              HtmlPage.CURVES.stream(),
              Stream.of("sweep.js", "matrices.js", "parity.js", "simplex.js"))
          .toList();

  private Scripts() {}

  /** {@return all scripts of figures with the charts' library, as one script} */
  public static String figures() {
    return Stream.concat(
            Stream.of(HtmlPage.resource(HtmlPage.ECHARTS)),
            FIGURES.stream().map(HtmlPage::resource))
        .collect(Collectors.joining("\n;\n"));
  }
}
