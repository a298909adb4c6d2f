package org.collapsar.lab.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.MetricValue;

/** Pieces of HTML that every page has. */
final class Parts {

  /** Where there is no number. */
  static final Html DASH = Html.of("&#8211;");

  /** A claim or theorem that holds. */
  static final Html TICK = Html.of("&#10003;");

  /** One that fails. */
  static final Html CROSS = Html.of("&#10007;");

  private Parts() {}

  /** A button of a figure; the page's script knows what it does. */
  static Html button(String what, String label) {
    return Html.of("<button type=\"button\" data-do=\"{}\">{}</button>", what, label);
  }

  /** Text in a fixed-width font with a button that copies it. */
  static Html copyable(String id, String content) {
    return Html.of(
        "<div class=\"copy\"><pre id=\"{}\" tabindex=\"0\">{}</pre>"
            + "<button type=\"button\" data-copy=\"{}\">Copy</button></div>\n",
        id,
        content,
        id);
  }

  /** HTML that is folded away below a title. */
  static Html fold(String title, Html content) {
    return fold(Html.text(title), content);
  }

  static Html fold(Html title, Html content) {
    return Html.of(
        "<details class=\"card fold\"><summary>{}</summary>{}</details>\n", title, content);
  }

  /** A fact of the head of a page. */
  static Html fact(String name, String value) {
    return fact(name, Html.text(value));
  }

  static Html fact(String name, Html value) {
    return Html.of("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
  }

  /** The beginning of a line. */
  static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** A number, rounded to so many digits; its full value shows on hovering. */
  static Html number(double value, int digits) {
    return Html.of("<span title=\"{}\">{}</span>", value, Numbers.rounded(value, digits));
  }

  /** That of a value, or a dash. */
  static Html numberOrDash(MetricValue value, int digits) {
    return value instanceof MetricValue.Defined d ? number(d.value(), digits) : DASH;
  }

  /** The files and how they were measured, with the command that does it again. */
  static Html howItWasMeasured(JsonNode inputs, JsonNode provenance) {
    return Html.of(
        """
        <h2>How it was measured</h2>
        {}{}<h3>To measure it again</h3>
        {}\
        """,
        fold("Inputs", KeyTable.html(inputs)),
        fold("Provenance", KeyTable.html(provenance)),
        copyable("measure-command", provenance.path("command").asText()));
  }

  /** A number, or why there is none. */
  static Html value(MetricValue value) {
    if (value instanceof MetricValue.Defined defined) {
      return number(defined.value(), 4);
    }
    return Html.of("undefined, {}", ((MetricValue.Undefined) value).reason());
  }
}
