package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;

import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.MetricValue;

/** Pieces of HTML that every page has. */
final class Parts {

  private Parts() {}

  /** A button of a figure; the page's script knows what it does. */
  static String button(String what, String label) {
    return "<button type=\"button\" data-do=\"" + what + "\">" + label + "</button>";
  }

  /** Text in a fixed-width font with a button that copies it. */
  static String copyable(String id, String content) {
    return ("<div class=\"copy\"><pre id=\"%s\" tabindex=\"0\">%s</pre>"
            + "<button type=\"button\" data-copy=\"%s\">Copy</button></div>\n")
        .formatted(id, text(content), id);
  }

  /** HTML that is folded away below a title. */
  static String fold(String title, String content) {
    return "<details class=\"card fold\"><summary>%s</summary>%s</details>\n"
        .formatted(title, content);
  }

  /** A fact of the head of a page. */
  static String fact(String name, String html) {
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(name, html);
  }

  /** A number, or why there is none. */
  static String value(MetricValue value) {
    if (value instanceof MetricValue.Defined defined) {
      return Numbers.html(defined.value(), 4);
    }
    return "undefined, " + text(((MetricValue.Undefined) value).reason());
  }
}
