package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescentAssumptionsTest {
  @TempDir Path here;

  private DescentAssumptions read(String hypotheses) throws IOException {
    Path file = here.resolve("descent.json");
    Files.writeString(
        file,
        """
        {"schema": "collapsar/descent/1", "start": {"samples": 4},
         "printed": {"log_alpha": {"undefined": "because alpha is 0"}, "r_0": 0.5,
                     "hypotheses": [%s]},
         "corrected": {"log_alpha": {"value": -3.5}, "r_0": 0.25, "hypotheses": []}}
        """
            .formatted(hypotheses));
    return DescentAssumptions.read(file);
  }

  /** As commit ce1cfc4 wrote it. */
  @Test
  void aFileWithoutVerdictsIsRead() throws IOException {
    DescentAssumptions read =
        read(
            """
            {"name": "a", "value": {"value": 2.0}, "required": "at least 1", "holds": true},
            {"name": "b", "value": {"value": "Infinity"}, "required": "at most 1", "holds": false}
            """);
    assertThat(read.printed().hypotheses())
        .containsExactly(
            new Hypothesis(
                new Hypothesis.Key("a"), "a", MetricValue.of(2), "at least 1", Verdict.HOLDS),
            new Hypothesis(
                new Hypothesis.Key("b"),
                "b",
                MetricValue.of(Double.POSITIVE_INFINITY),
                "at most 1",
                Verdict.FAILS));
    assertThat(read.printed().logAlpha()).isEqualTo(MetricValue.undefined("because alpha is 0"));
    assertThat(read.corrected().logAlpha()).isEqualTo(MetricValue.of(-3.5));
    assertThat(read.corrected().radius()).isEqualTo(0.25);
  }

  /** Both came back as FAILS before verdicts were written. */
  @Test
  void whatWasNotCheckedDoesNotFail() throws IOException {
    String hypothesis =
        """
        {"key": "k", "name": "a", "value": {"undefined": "because of a test"}, "required": "given",
         "holds": null, "verdict": "%s"}
        """;
    for (Verdict verdict : new Verdict[] {Verdict.ASSUMED, Verdict.UNKNOWN}) {
      assertThat(
              read(hypothesis.formatted(verdict == Verdict.ASSUMED ? "assumed" : "unknown"))
                  .printed()
                  .hypotheses())
          .extracting(Hypothesis::verdict)
          .containsExactly(verdict);
    }
    assertThatThrownBy(() -> read(hypothesis.formatted("maybe")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            here.resolve("descent.json")
                + ":4: printed.hypotheses.0.verdict: expected one of holds, fails, assumed, unknown,"
                + " found \"maybe\"");
  }
}
