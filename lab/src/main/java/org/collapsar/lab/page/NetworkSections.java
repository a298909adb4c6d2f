package org.collapsar.lab.page;

import static org.collapsar.lab.page.Parts.fact;

import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.html.Signs;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Hypothesis;

/** What a page says of the network that features come from. */
final class NetworkSections {
  private NetworkSections() {}

  static Html facts(NetworkReport network) {
    return fact("Model", network.model())
        .and(fact("Data", network.data()))
        .and(fact("Classifier", network.classifier()));
  }

  // ---- what the network sees -------------------------------------------------------------------

  /** How images were prepared, and the first of them. */
  static Html seen(NetworkReport network) {
    return Html.of(
        """
        <h2>What the network sees</h2>
        <div class="seen">
        <ol class="steps">
        {}</ol>
        {}</div>
        {}\
        """,
        Html.each(network.preprocessing(), step -> Html.of("<li>{}</li>\n", step)),
        network.thumbnails().isEmpty()
            ? ""
            : Html.of(
                "<ul class=\"thumbnails\">\n{}</ul>\n",
                Html.each(network.thumbnails(), NetworkSections::thumbnail)),
        neighbours(network));
  }

  private static Html thumbnail(NetworkReport.Thumbnail image) {
    String decided = image.decided();
    String taken = decided == null || decided.equals(image.of()) ? "" : "taken for " + decided;
    return Html.of(
        """
        <li><img src="{}" alt="An image of class {}{}">\
        <span>{}</span>{}</li>
        """,
        Html.Address.png(image.png()),
        image.of(),
        taken.isEmpty() ? "" : ", " + taken,
        image.of(),
        taken.isEmpty() ? "" : Html.of("<span class=\"taken\">{}</span>", taken));
  }

  private static Html neighbours(NetworkReport network) {
    if (network.neighbours().isEmpty()) {
      return Html.NONE;
    }
    Html rows =
        Html.each(
            network.neighbours(),
            each ->
                Html.of(
                    "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td>"
                        + "<td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                    each.choice(),
                    each.images(),
                    Double.isNaN(each.accuracy()) ? Parts.DASH : Shares.text(each.accuracy()),
                    Double.isNaN(each.nc1()) ? Parts.DASH : Parts.number(each.nc1(), 4)));
    return Html.of(
        """
        <h3>The same network with other preprocessing</h3>
        <div class="card scroll" tabindex="0" role="region" aria-label="Other preparations">\
        <table class="final"><thead><tr><th scope="col">Preparation</th>\
        <th scope="col" class="number">Images</th><th scope="col" class="number">Accuracy</th>\
        <th scope="col" class="number">nc1.quotient</th></tr></thead>
        <tbody>
        {}</tbody></table></div>
        """,
        rows);
  }

  // ---- certificates ----------------------------------------------------------------------------

  /** Theorems evaluated on the linear layers at the end; empty for none. */
  static Html certificates(NetworkReport network) {
    return network.certificates().isEmpty()
        ? Html.NONE
        : Html.of(
            "<h2>Certificates of the linear layers at the end</h2>\n<p class=\"small\">{}</p>\n{}",
            CertificatesTables.INTRODUCTION,
            Html.each(network.certificates(), NetworkSections::certificates));
  }

  private static Html certificates(CertifiedHead head) {
    return Html.of(
        "<p>{}: {}</p>\n{}{}{}",
        head.source(),
        head.sizes(),
        head.remarks().isEmpty()
            ? ""
            : Html.of(
                "<ul class=\"reasons small\">\n{}</ul>\n",
                Html.each(head.remarks(), remark -> Html.of("<li>{}</li>\n", remark))),
        CertificatesTables.table(head.certificates()),
        hypotheses(head));
  }

  /** Every hypothesis of every certificate, once. */
  private static Html hypotheses(CertifiedHead head) {
    Html.Builder rows = Html.builder();
    for (Certificate c : head.certificates()) {
      c.bounds().stream()
          .flatMap(bound -> bound.hypotheses().stream())
          .map(Hypothesis::toString)
          .distinct()
          .forEach(
              said ->
                  rows.add(
                      "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                      c.info().number(),
                      Signs.shown(said)));
    }
    return rows.isEmpty()
        ? Html.NONE
        : Html.of(
            "<details><summary>Hypotheses</summary><table class=\"keys\"><tbody>\n{}"
                + "</tbody></table></details>\n",
            rows.build());
  }
}
