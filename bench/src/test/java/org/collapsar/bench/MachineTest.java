package org.collapsar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.Test;

class MachineTest {

  @Test
  void theDescriptionHasALineForEachPart() {
    assertThat(Machine.describe())
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly("CPU", "Caches", "System", "JDK");
  }

  @Test
  void aFieldIsTheFirstOfItsWholeName() {
    List<String> lines =
        List.of("model\t\t: 85", "model name\t: Some CPU: 2 GHz", "model name\t: B");

    assertThat(Machine.field(lines, "model name", "?")).isEqualTo("Some CPU: 2 GHz");
    assertThat(Machine.field(lines, "stepping", "?")).isEqualTo("?");
  }

  @Test
  void busyTicksLeaveOutIdleAndWaitingTime() {
    assertThat(OtherWork.busyTicks(List.of("cpu  1 20 300 4000 50000 600000 7000000 80000000 9 9")))
        .isEqualTo(1 + 20 + 300 + 600000 + 7000000 + 80000000);
    assertThatThrownBy(() -> OtherWork.busyTicks(List.of("intr 1 2")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("intr 1 2");
  }

  @Test
  void limitsAreNumbersThatAMachineCanHave() {
    Workload small = Workload.meanField(64, 512, 4, 3, 8, 1, 0.1, 0, 0, Precision.FLOAT32);
    MachinePeak peak = MachinePeak.measure(small, 1);

    assertThat(peak.flops()).isBetween(1e8, 1e14);
    assertThat(peak.bytes()).isBetween(1e7, 1e14);
    assertThat(peak.stepFlops()).isBetween(1e8, 1e14);
    assertThat(peak.max(new MachinePeak(1, 1e15, 1)))
        .isEqualTo(new MachinePeak(peak.flops(), 1e15, peak.bytes()));
  }
}
