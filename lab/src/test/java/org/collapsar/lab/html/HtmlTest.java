package org.collapsar.lab.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
  private static final String EVIL = "</p><script>alert('1')</script><!-- \" onload=\"&amp;";

  @Test
  void textIsEscapedAndHtmlIsNot() {
    assertThat(Html.of("<p title=\"{}\">{}{}</p>", EVIL, EVIL, Html.of("<br>")))
        .hasToString(
            "<p title=\"&lt;/p&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&lt;!-- &quot;"
                + " onload=&quot;&amp;amp;\">&lt;/p&gt;&lt;script&gt;alert(&#39;1&#39;)"
                + "&lt;/script&gt;&lt;!-- &quot; onload=&quot;&amp;amp;<br></p>");
    assertThat(Html.of("{} {} {}", 1.5, 2L, 'c')).hasToString("1.5 2 c");
  }

  /** Joined by mistake it shows its tags, and does not run. */
  @Test
  void htmlInAStringIsText() {
    assertThat(Html.of("{}", "x" + Html.of("<b>"))).hasToString("x&lt;b&gt;");
  }

  @Test
  void controlCharactersAreReplaced() {
    assertThat(Html.text("a\u0000b\u0085c\td")).hasToString("a\ufffdb\ufffdc\td");
  }

  @Test
  void piecesAreJoined() {
    assertThat(Html.each(List.of("<", "b"), ", ", Html::text)).hasToString("&lt;, b");
    assertThat(Html.each(Map.of("k", 1).entrySet(), e -> Html.of("{}{}", e.getKey(), e.getValue())))
        .hasToString("k1");
    assertThat(Html.join(List.of()).isEmpty()).isTrue();
    assertThat(Html.builder().add("<i>{}</i>", "&").add(Html.NONE).build())
        .isEqualTo(Html.of("<i>&amp;</i>"));
  }

  /** Where escaping does not make a value text, it may not stand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<{}>",
        "</{}>",
        "<p class={}>",
        "<p class='{}'>",
        "<p {}=\"x\">",
        "<p onclick=\"{}\">",
        "<p ONCLICK=\"{}\">",
        "<iframe srcdoc=\"{}\">",
        "<script>{}</script>",
        "<style>{}</style>",
        "<!-- {} -->",
        "<p"
      })
  void templatesThatAreNotSafeAreRefused(String template) {
    assertThatThrownBy(() -> Template.of(template)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesAreOfTheKindOfTheirPlace() {
    refused(() -> Html.of("<p title=\"{}\">", Html.of("<b>")));
    refused(() -> Html.of("<a href=\"{}\">", "javascript:alert(1)"));
    refused(() -> Html.of("<img src=\"{}\">", "x"));
    refused(() -> Html.of("<p style=\"left:{}\">", "0;background:url(x)"));
    refused(() -> Html.of("<p{}>", " onclick=x"));
    refused(() -> Html.of("{}", List.of("x")));
    refused(() -> Html.of("{}"));
    refused(() -> Html.of("x", "y"));
    refused(() -> Html.Attribute.of("onclick", "x"));
    refused(() -> Html.Attribute.of("href", "x"));
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable wrong) {
    assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void attributesAreWithinTags() {
    assertThat(Html.of("<td{}{}>", Html.Attribute.of("title", "\"<"), Html.Attribute.of("hidden")))
        .hasToString("<td title=\"&quot;&lt;\" hidden>");
    assertThat(Html.of("<i style=\"left:{}\"{}>", new Html.Percent(12.345), Html.Attribute.NONE))
        .hasToString("<i style=\"left:12.35%\">");
  }

  @Test
  void linksLeadToTheWebOrBesideThePage() {
    assertThat(Html.link("https://a.org/?x=\"", "a<"))
        .hasToString("<a href=\"https://a.org/?x=&quot;\" rel=\"noreferrer\">a&lt;</a>");
    assertThat(Html.link("javascript:alert(1)", "a")).hasToString("a");
    assertThat(Html.Address.beside("x/report.html")).hasToString("x/report.html");
    assertThat(Html.Address.beside("javascript:alert(1)")).hasToString("./javascript:alert(1)");
    assertThat(Html.Address.beside("//evil.org")).hasToString(".///evil.org");
  }

  @Test
  void nothingEndsTheElementOfJson() {
    assertThat(Html.json("d", "{\"a\":\"</script><!--&\"}"))
        .hasToString(
            "<script type=\"application/json\" id=\"d\">"
                + "{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\"}</script>\n");
    assertThat(Html.script("x = '</script>';\r\ny"))
        .hasToString("<script>x = '<\\/script>';\ny</script>");
  }
}
