package org.collapsar.lab.page;

import java.util.List;
import java.util.stream.Collectors;

/** Style of our pages, for those that are made elsewhere as well. */
public final class Styles {
  /** In order: a later sheet refines those before it. */
  private static final List<String> SHEETS =
      List.of("page.css", "figures.css", "values.css", "measure.css", "media.css");

  private Styles() {}

  /** {@return all of the style, as one style sheet} */
  public static String all() {
    return SHEETS.stream().map(HtmlPage::resource).collect(Collectors.joining());
  }
}
