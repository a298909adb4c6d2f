package org.collapsar.lab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.collapsar.data.images.PreprocessingOptions;
import org.collapsar.files.Shaping;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.ModelDevice;
import org.junit.jupiter.api.Test;

/** Of a network whose features are the mean over the places of its map. */
class ChosenLayersTest {
  private static ChosenLayers of(Shaping shaping, String... words) {
    ClassifierChoice choice = new ClassifierChoice(null, null);
    TinyModel model = new TinyModel();
    ModelRequest request =
        new ModelRequest(
            Path.of("tiny.onnx"),
            false,
            List.of(words),
            choice,
            shaping,
            new PreprocessingOptions(null, null, null, null, null, null, null),
            false,
            ModelDevice.CPU,
            1);
    return ChosenLayers.of(request, model, model.classifier(choice));
  }

  @Test
  void featuresStandForTheBlockBeforeThem() {
    ChosenLayers layers = of(Shaping.NONE, "auto", "features");
    assertThat(layers.names()).containsExactly("features", "middle", "logits");
    assertThat(layers.blocks()).isEqualTo(Map.of("features", "map"));
  }

  @Test
  void aBlockThatIsNamedOrAnotherTableStays() {
    for (ChosenLayers layers :
        List.of(
            of(Shaping.NONE, "auto", "features", "map"),
            of(Shaping.FLATTEN, "auto", "features"),
            of(Shaping.CHANNELS_LAST, "auto", "features"))) {
      assertThat(layers.names()).containsExactly("map", "features", "middle", "logits");
      assertThat(layers.blocks()).isEmpty();
    }
    assertThat(of(Shaping.NONE, "auto").names()).containsExactly("map", "middle", "logits");
    assertThat(of(Shaping.NONE, "map", "features").names()).containsExactly("map", "features");
  }
}
