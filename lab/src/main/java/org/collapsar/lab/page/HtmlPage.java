package org.collapsar.lab.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.lab.html.Html;

/**
 * The frame of every page: one HTML file with everything in it, which opens anywhere and asks no
 * network for anything: its content security policy forbids it to, and lets run no script but those
 * that it was made with, by their hashes, so that a saved page opens from disk and a name that were
 * a script would not run.
 */
final class HtmlPage {

  static final String ECHARTS = "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";

  /** Our scripts for pages with curves, in order; {@code start.js} draws what there is. */
  static final List<String> CURVES = List.of("axes.js", "page.js", "curves.js", "figures.js");

  /** Runs before the page is drawn, so that it does not flash in the other colours. */
  private static final String THEME =
      """

      try { const theme = localStorage.getItem('collapsar-theme');
        if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
      } catch (e) { /* no storage for this page */ }
      """;

  private HtmlPage() {}

  /**
   * The page.
   *
   * @param title plain text
   * @param kind of page, one word for its head
   * @param main HTML of the content
   * @param origin one sentence in plain text on where the numbers are from
   * @param data JSON documents for the scripts by the id of their element, in order
   * @param scripts our scripts, names of resources beside this class, in order; the charts' library
   *     comes with {@link #CURVES} only
   */
  static Html of(
      String title,
      String kind,
      Html main,
      String origin,
      Map<String, String> data,
      List<String> scripts) {
    boolean charts = scripts.containsAll(CURVES);
    List<String> code = code(scripts);
    Html.Builder islands = Html.builder();
    data.forEach((id, json) -> islands.add(Html.json(id, json)));
    return Html.of(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="Collapsar">
        <title>{} &#183; Collapsar</title>
        <link rel="icon" href="data:,">
        {}
        {}
        </head>
        <body>
        <a class="skip" href="#main">Skip to the results</a>
        <div class="wrap bar"><div class="brand">Collapsar <span>{}</span></div>\
        <button type="button" class="theme">Dark</button></div>
        <main id="main" class="wrap">
        {}</main>
        <footer class="wrap">{}{} This page holds all of its data and loads nothing.</footer>
        <div id="spoken" class="visually-hidden" aria-live="polite"></div>
        {}{}</body>
        </html>
        """,
        policy(code),
        title,
        Html.style(Styles.all()),
        Html.script(THEME),
        kind,
        main,
        origin,
        charts ? " Charts by Apache ECharts." : "",
        islands.build(),
        Html.each(code, text -> Html.script(text).and(Html.of("\n"))));
  }

  /** The texts of scripts, the charts' library before them where they need it. */
  private static List<String> code(List<String> scripts) {
    List<String> code = new ArrayList<>();
    if (scripts.containsAll(CURVES)) {
      code.add(resource(ECHARTS));
    }
    scripts.forEach(name -> code.add("\n" + resource(name)));
    return code;
  }

  /** The content security policy of a page with these scripts, whatever else is in it. */
  static String policyOf(List<String> scripts) {
    return policy(code(scripts));
  }

  private static String policy(List<String> code) {
    return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src "
        + Stream.concat(Stream.of(THEME), code.stream())
            .map(Html::scriptText)
            .map(HtmlPage::hash)
            .collect(Collectors.joining(" "))
        + "; base-uri 'none'; form-action 'none'";
  }

  /**
   * What the content security policy allows a script by: nothing else runs, wherever it is from.
   */
  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }

  static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
