package org.collapsar.lab.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {

  private static String shown(String formula) {
    return Formula.mathMl(formula).orElseThrow(() -> new AssertionError(formula)).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\t',
      quoteCharacter = '`',
      value = {
        "x_i^2\t<math><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup></math>",
        "||D||_F\t<math><msub><mrow><mo stretchy=\"false\">\u2016</mo><mi>D</mi><mo"
            + " stretchy=\"false\">\u2016</mo></mrow><mi>F</mi></msub></math>",
        "W_{l+1}\t<math><msub><mi>W</mi><mrow><mi>l</mi><mo>+</mo><mn>1</mn></mrow></msub></math>",
        "lambda_* >= 0"
            + "\t<math><msub><mi>\u03bb</mi><mo>*</mo></msub><mo>\u2265</mo><mn>0</mn></math>",
        "sqrt(K-1)\t<math><msqrt><mi>K</mi><mo>\u2212</mo><mn>1</mn></msqrt></math>",
        "hbar\t<math><mover><mi>h</mi><mo>\u00af</mo></mover></math>",
        "h~_i\t<math><msub><mover><mi>h</mi><mo>~</mo></mover><mi>i</mi></msub></math>",
        "<w, v>"
            + "\t<math><mrow><mo>\u27e8</mo><mi>w</mi><mo>,</mo><mi>v</mi><mo>\u27e9</mo></mrow></math>",
        "share of mu_c'\tshare of <math><msub><mi>\u03bc</mi><mi>c\u2032</mi></msub></math>",
        "11^T\t<math><mn>1</mn><msup><mn>1</mn><mi>T</mi></msup></math>",
        "1e-4\t<math><msup><mn>10</mn><mn>\u22124</mn></msup></math>",
        "nc1.quotient of h'\t<code>nc1.quotient</code> of <math><mi>h\u2032</mi></math>",
        "beta of Lipschitz\t<math><mi>\u03b2</mi></math> of Lipschitz",
        "a . b\t<math><mi>a</mi><mo>\u22c5</mo><mi>b</mi></math>"
      })
  void theNotationIsTypeset(String formula, String mathMl) {
    assertThat(shown(formula)).isEqualTo(mathMl);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up to E_1, which is <= 2.|up to <math><msub><mi>E</mi><mn>1</mn></msub></math>, which is"
            + " \u2264 2.",
        "R^2 of a line|<math><msup><mi>R</mi><mn>2</mn></msup></math> of a line",
        "near the L_2-th root|near the <math><msub><mi>L</mi><mn>2</mn></msub></math>-th root",
        "nc2.of_error, k_max, eval/w_1.npy:W_2 <b>|nc2.of_error, k_max, eval/w_1.npy:W_2 &lt;b&gt;",
        "no letters|no letters"
      })
  void lettersWithinASentenceAreTypeset(String sentence, String html) {
    assertThat(Formula.sentence(sentence).toString()).isEqualTo(html);
  }

  @Test
  void normsWithinNormsEndWhereTheyShould() {
    assertThat(shown("|| G/||G||_F - I/sqrt(K) ||_F").split("\u2016", -1)).hasSize(5);
    assertThat(shown("||H - F - E_1||_F/(||D||_F/lambda_rho)"))
        .contains("<mo>/</mo><mrow><mo stretchy=\"false\">(</mo><msub>")
        .endsWith(
            "<msub><mi>\u03bb</mi><mi>\u03c1</mi></msub><mo"
                + " stretchy=\"false\">)</mo></mrow></math>");
  }

  /** Every formula that the program has, none as code. */
  @Test
  void everyFormulaIsRead() {
    List<String> formulas = new ArrayList<>();
    TrainingMetrics.ALL.everything().stream().map(MetricInfo::formula).forEach(formulas::add);
    TheoremCatalogue.ALL.infos().stream().map(TheoremInfo::quantity).forEach(formulas::add);
    TheoremCatalogue.ALL.infos().stream()
        .map(info -> info.quantity().replace("{M}", "3"))
        .forEach(formulas::add);
    assertThat(formulas).hasSizeGreaterThan(180);
    Pattern left =
        Pattern.compile(
            "[_^{}|]|\\b(lambda|mu|sigma|Sigma|theta|eta|alpha|beta|gamma|sum|sqrt)\\b");
    for (String formula : formulas) {
      assertThat(Formula.mathMl(formula)).as(formula).isPresent();
      String text = shown(formula).replaceAll("<code>[^<]*</code>|<mo[^>]*>[{}|]</mo>", "");
      assertThat(text.replaceAll("<[^>]*>", " ")).as(formula).doesNotContainPattern(left);
      long opened = Pattern.compile("<[a-z]").matcher(text).results().count();
      long closed = Pattern.compile("</|/>").matcher(text).results().count();
      assertThat(opened).as(formula).isEqualTo(closed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"||A_F", "a_", "(x", "x)", "x_1_2", "{a", "|b", "\u00e9", "a_{b"})
  void whatIsNotOfTheNotationIsCode(String text) {
    assertThat(Formula.mathMl(text)).isEmpty();
    assertThat(Formula.html(text + "_<")).hasToString("<code>" + text + "_&lt;</code>");
  }

  @Test
  void sentencesStayText() {
    assertThat(Formula.html("The loss falls & stays")).hasToString("The loss falls &amp; stays");
    assertThat(Formula.html("NC1(H)")).hasToString("NC1(H)");
  }

  @Test
  void namesInAFormulaAreText() {
    assertThat(Formula.html("x_1 </math><script>alert(\"1\")</script>").toString())
        .doesNotContain("<script", "</script", "</math><s");
  }
}
