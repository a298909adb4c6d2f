package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a page as a parser does that knows only what pages of ours are made of. */
final class PageMarkup {
  private static final Pattern TAG =
      Pattern.compile("<(/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:=\"[^\"<>]*\")?)*)/?>");

  private static final Pattern ATTRIBUTE = Pattern.compile(" ([a-zA-Z-]+)(=\"([^\"]*)\")?");

  private PageMarkup() {}

  /**
   * Checks that nothing on the page is markup but what templates have: each {@code <} begins a tag
   * with quoted attributes, no attribute is a script, and links lead to the web, to the page itself
   * or beside it.
   *
   * @return the elements and attributes that are there
   */
  static Set<String> check(String page) {
    String body =
        page.replaceFirst("<!DOCTYPE html>", "")
            .replaceAll("(?s)(<script[^>]*>).*?(</script>)", "$1$2")
            .replaceAll("(?s)(<style>).*?(</style>)", "$1$2");
    Set<String> names = new TreeSet<>();
    Matcher tag = TAG.matcher(body);
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (tag.find()) {
      text.append(body, from, tag.start());
      from = tag.end();
      names.add(tag.group(2));
      Matcher attribute = ATTRIBUTE.matcher(tag.group(3));
      while (attribute.find()) {
        names.add("@" + attribute.group(1));
        assertThat(attribute.group(1)).as(tag.group()).doesNotStartWith("on");
        if (attribute.group(1).equals("href") || attribute.group(1).equals("src")) {
          assertThat(attribute.group(3))
              .as(tag.group())
              .matches("https?://.*|#.*|data:(image/(svg\\+xml|png);base64)?,.*|[^:/]+/[^:]*");
        }
      }
    }
    assertThat(text.append(body.substring(from)).toString()).doesNotContain("<", ">");
    return names;
  }
}
