package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;
import static org.collapsar.lab.page.Parts.fact;

import java.util.Base64;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.series.Numbers;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Hypothesis;

/** What a page says of the network that features come from. */
final class NetworkSections {
  private NetworkSections() {}

  static String facts(NetworkReport network) {
    return fact("Model", text(network.model()))
        + fact("Data", text(network.data()))
        + fact("Classifier", text(network.classifier()));
  }

  // ---- what the network sees -------------------------------------------------------------------

  /** How images were prepared, and the first of them. */
  static String seen(NetworkReport network) {
    StringBuilder html =
        new StringBuilder("<h2>What the network sees</h2>\n<div class=\"seen\">\n");
    html.append("<ol class=\"steps\">\n");
    network
        .preprocessing()
        .forEach(step -> html.append("<li>").append(text(step)).append("</li>\n"));
    html.append("</ol>\n");
    if (!network.thumbnails().isEmpty()) {
      html.append("<ul class=\"thumbnails\">\n");
      network.thumbnails().forEach(each -> html.append(thumbnail(each)));
      html.append("</ul>\n");
    }
    return html.append("</div>\n").append(neighbours(network)).toString();
  }

  private static String thumbnail(NetworkReport.Thumbnail image) {
    String decided = image.decided();
    String taken =
        decided == null || decided.equals(image.of()) ? "" : "taken for " + text(decided);
    return """
    <li><img src="data:image/png;base64,%s" alt="An image of class %s%s">\
    <span>%s</span>%s</li>
    """
        .formatted(
            Base64.getEncoder().encodeToString(image.png()),
            text(image.of()),
            taken.isEmpty() ? "" : ", " + taken,
            text(image.of()),
            taken.isEmpty() ? "" : "<span class=\"taken\">" + taken + "</span>");
  }

  private static String neighbours(NetworkReport network) {
    if (network.neighbours().isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    for (NetworkReport.Neighbour each : network.neighbours()) {
      rows.append(
          "<tr><th scope=\"row\">%s</th><td class=\"number\">%d</td><td class=\"number\">%s</td><td class=\"number\">%s</td></tr>\n"
              .formatted(
                  text(each.choice()),
                  each.images(),
                  Double.isNaN(each.accuracy()) ? "&#8211;" : text(Shares.text(each.accuracy())),
                  Double.isNaN(each.nc1()) ? "&#8211;" : Numbers.html(each.nc1(), 4)));
    }
    return """
    <h3>Had the images been prepared otherwise</h3>
    <div class="card scroll" tabindex="0" role="region" aria-label="Other preparations">\
    <table class="final"><thead><tr><th scope="col">Preparation</th>\
    <th scope="col" class="number">Images</th><th scope="col" class="number">Accuracy</th>\
    <th scope="col" class="number">nc1.quotient</th></tr></thead>
    <tbody>
    %s</tbody></table></div>
    """
        .formatted(rows);
  }

  // ---- certificates ----------------------------------------------------------------------------

  /** Theorems evaluated on the linear layers at the end; empty for none. */
  static String certificates(NetworkReport network) {
    StringBuilder html = new StringBuilder();
    for (CertifiedHead head : network.certificates()) {
      html.append("<p>").append(text(head.source() + ": " + head.sizes())).append("</p>\n");
      if (!head.remarks().isEmpty()) {
        html.append("<ul class=\"reasons small\">\n");
        head.remarks()
            .forEach(remark -> html.append("<li>").append(text(remark)).append("</li>\n"));
        html.append("</ul>\n");
      }
      html.append(CertificatesTables.table(head.certificates())).append(hypotheses(head));
    }
    return html.isEmpty()
        ? ""
        : "<h2>Certificates of the linear layers at the end</h2>\n"
            + "<p class=\"small\">"
            + CertificatesTables.INTRODUCTION
            + "</p>\n"
            + html;
  }

  /** Every hypothesis of every certificate, once. */
  private static String hypotheses(CertifiedHead head) {
    StringBuilder rows = new StringBuilder();
    for (Certificate c : head.certificates()) {
      c.bounds().stream()
          .flatMap(bound -> bound.hypotheses().stream())
          .map(Hypothesis::toString)
          .distinct()
          .forEach(
              said ->
                  rows.append(
                      "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
                          .formatted(text(c.info().number()), text(said))));
    }
    return rows.isEmpty()
        ? ""
        : "<details><summary>Hypotheses</summary><table class=\"keys\"><tbody>\n"
            + rows
            + "</tbody></table></details>\n";
  }
}
