package org.collapsar.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.SweepView;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticStacks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A figure of a sweep over the axis that every network has. */
class LayerCurvesTest {
  @TempDir Path temp;

  @Test
  void theEndsOfTheRunsOverTheLayers() {
    SyntheticStacks stacks = new SyntheticStacks(5, 4);
    List<RunRecord> runs = stacks.writeAll(temp, 2);
    SweepView view = new SweepView("layer", null, false, Fit.EXPONENTIAL, Window.END);
    SweepCurves curves = SweepCurves.of(view, "nc2.kappa@7..last", runs);
    assertThat(curves.title()).isEqualTo("layer");
    assertThat(curves.labels()).containsExactly("7", "8", "9");
    assertThat(curves.places()).containsExactly(7, 8, 9);
    assertThat(curves.curves()).hasSize(1);
    SweepCurves.Curve curve = curves.curves().get(0);
    assertThat(curve.counts()).containsExactly(2, 2, 2);
    for (int i = 0; i < 3; i++) {
      double one = stacks.kappaAtEnd(7 + i, 1);
      double two = stacks.kappaAtEnd(7 + i, 2);
      assertThat(curve.mean()[i]).isCloseTo((one + two) / 2, within(1e-12));
      assertThat(curve.deviation()[i]).isCloseTo(Math.abs(one - two) / 2, within(1e-12));
    }
    assertThat(curve.fit()).isNotNull();
    assertThat(curves.notes()).isEmpty();
  }

  @Test
  void layersThatARunDoesNotHaveAreSaid() {
    List<RunRecord> runs = new SyntheticStacks(2, 1).writeAll(temp, 1);
    SweepView view = new SweepView("layer", null, false, null, Window.END);
    SweepCurves curves = SweepCurves.of(view, "nc2.kappa@1..9", runs);
    assertThat(curves.curves()).isEmpty();
    assertThat(curves.notes()).hasSize(1);
    assertThat(curves.notes().get(0)).contains("left out of", "because there is no 1..9");
  }
}
