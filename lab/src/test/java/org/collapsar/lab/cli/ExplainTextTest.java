package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.collapsar.lab.experiment.StepCount;
import org.junit.jupiter.api.Test;

class ExplainTextTest {
  private final ExplainText text = new ExplainText(StepCount.MORE);

  private static String printed(Consumer<PrintStream> print) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    print.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void explainsANewFamily() {
    assertThat(printed(out -> text.list(text.find(""), out)))
        .containsPattern("(?m)^steps\\.count +T +steps so far$")
        .containsPattern("(?m)^nc1\\.total +MTL +within over total$")
        .containsPattern("(?m)^negativity +L ");
    assertThat(printed(out -> text.explain(text.find("steps.count").get(0), out)))
        .startsWith("steps.count\nsteps so far\n")
        .contains("in training, by metrics.columns: before the first epoch, after the last,")
        .contains("metrics.stepsEvery (5) epochs");
    assertThat(text.find("steps")).hasSize(1);
    assertThatThrownBy(() -> text.find("steps.cuont"))
        .hasMessage("--explain: expected a metric, found 'steps.cuont', did you mean steps.count?");
  }
}
