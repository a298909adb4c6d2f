package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.ModelClassifier;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelRun;
import org.collapsar.model.Models;
import org.collapsar.model.TrainedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts that PyTorch 1.13 has made, with the numbers that it gave (scripts/make.py). */
class TorchScriptTest {
  private static final List<Integer> IMAGE = List.of(3, 8, 8);
  private static final double[] FEATURES = {
    0.610626817,
    0.041971754,
    0.399476260,
    1.073683500,
    0.603246927,
    0.044191062,
    0.388610780,
    1.050438762
  };
  private static final double[] LOGITS = {
    0.376481593, 0.763986170, 0.201413155, 0.363753498, 0.750398397, 0.211730480
  };
  private static final double[] WEIGHTS = {
    0.342729032,
    0.103615701,
    0.160811365,
    0.373479307,
    0.474107325,
    -0.331790507,
    0.062514484,
    0.373128653,
    0.362217546,
    0.310619235,
    -0.361859441,
    -0.360052109
  };
  private static final double[] BIAS = {-0.302385807, 0.062814176, 0.498332441};

  @TempDir Path here;

  private Path script(String name) {
    Path file = here.resolve(name);
    try (InputStream in = TorchScriptTest.class.getResourceAsStream("scripts/" + name)) {
      Files.write(file, Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return file;
  }

  private TrainedModel open(String name) {
    return Models.open(script(name), true);
  }

  private static float[] images(int count) {
    float[] x = new float[count * 192];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i % 11 - 5) / 4f;
    }
    return x;
  }

  /** Numbers of each tensor. */
  private static List<double[]> run(TrainedModel model, int count, String... tensors) {
    List<double[]> found = new ArrayList<>();
    try (ModelRun run = model.run(List.of(tensors), ModelDevice.CPU, 2)) {
      run.requireIndependentSamples(images(count), IMAGE, count);
      run.forward(
          images(count),
          IMAGE,
          count,
          (tensor, first, n, shape, values) -> {
            assertThat(first).isZero();
            assertThat(n).isEqualTo(count);
            double[] all = new double[values.remaining()];
            Arrays.setAll(all, i -> values.get(i));
            found.add(all);
          });
    }
    return found;
  }

  @Test
  void outputsAreThoseOfPyTorch() {
    List<double[]> both = run(open("both.pt"), 2, "output2", "output1");
    assertThat(both.get(0)).containsExactly(LOGITS, within(1e-6));
    assertThat(both.get(1)).containsExactly(FEATURES, within(1e-6));
    assertThat(run(open("one.pt"), 2, "output1").get(0)).containsExactly(LOGITS, within(1e-6));
  }

  /** The executor rewrites a graph after some calls, were it allowed to. */
  @Test
  void everyCallGivesTheSameBits() {
    TrainedModel model = open("both.pt");
    try (ModelRun run = model.run(List.of("output2"), ModelDevice.CPU, 2)) {
      List<List<Float>> calls = new ArrayList<>();
      for (int call = 0; call < 6; call++) {
        List<Float> numbers = new ArrayList<>();
        run.forward(
            images(9),
            IMAGE,
            9,
            (tensor, first, n, shape, values) -> {
              while (values.hasRemaining()) {
                numbers.add(values.get());
              }
            });
        calls.add(numbers);
      }
      assertThat(calls).allMatch(calls.get(0)::equals);
      assertThat(calls.get(0)).hasSize(27);
    }
  }

  @ParameterizedTest
  @CsvSource({",", "fc,", "fc.weight,", "fc, output1"})
  void theClassifierIsAmongTheParameters(String classifier, String features) {
    TrainedModel model = open("both.pt");
    FoundClassifier search = model.classifier(new ClassifierChoice(features, classifier));
    ModelClassifier found = search.require();
    assertThat(model.automatic(search)).containsExactly("output1", "output2");
    assertThat(found.features()).isEqualTo("output1");
    assertThat(found.logits()).isEqualTo("output2");
    assertThat(found.layer().name()).isEqualTo("fc.weight");
    assertThat(found.weights().data()).containsExactly(WEIGHTS, within(1e-9));
    assertThat(found.bias()).containsExactly(BIAS, within(1e-9));
  }

  @Test
  void whatIsNoClassifierIsNamed() {
    TrainedModel model = open("both.pt");
    assertThatThrownBy(() -> model.classifier(new ClassifierChoice(null, "fd")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            here.resolve("both.pt")
                + ": expected a linear layer of this model as the classifier, found fd");
    assertThatThrownBy(() -> model.classifier(new ClassifierChoice("h", null)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            here.resolve("both.pt") + ": expected one of output1, output2 as features, found h");
    assertThatThrownBy(() -> model.run(List.of("fc"), ModelDevice.CPU, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(": expected one of output1, output2, found fc");
  }

  @Test
  void aScriptWithoutFeaturesSaysHowToGetThem() {
    FoundClassifier found = open("one.pt").classifier(ClassifierChoice.NONE);
    assertThat(found.classifier()).isNull();
    assertThat(found.features()).isNull();
    assertThat(open("one.pt").automatic(found)).containsExactly("output1");
    assertThat(found.reason())
        .contains("expected a script that returns features and logits, found one output")
        .contains("net.fc.register_forward_hook(lambda m, i, o: (i[0], o))");
  }

  /** Nothing of it is read before somebody has said so. */
  @Test
  void aProgramHasToBeTrusted() {
    Path file = script("both.pt");
    assertThatThrownBy(() -> Models.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": expected --trust-model, as a TorchScript network is");
  }

  @Test
  void statisticsOfTheBatchAreRefused() {
    TrainedModel model = open("centre.pt");
    assertThatThrownBy(() -> run(model, 3, "output1"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected values of a sample that do not depend on the other");
  }

  @Test
  void imagesThatDoNotFitAreRefused() {
    try (ModelRun run = open("both.pt").run(List.of("output1"), ModelDevice.CPU, 1)) {
      assertThatThrownBy(() -> run.forward(images(1), List.of(1, 8, 8), 1, (t, f, n, s, v) -> {}))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(
              here.resolve("both.pt")
                  + ": expected a network that takes 64 x 1 x 8 x 8, found that libtorch refuses"
                  + " it: Given groups=1, weight of size [4, 3, 3, 3]");
    }
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    Path file = script("both.pt");
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.write(here.resolve("cut.pt"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> Models.open(cut, true)).isInstanceOf(BadInputException.class);
    // The pickle says of which class its root is, and what the parameters are.
    for (String what : List.of("\u0080\u0002c__torch__", "fc")) {
      byte[] other = whole.clone();
      other[text(whole).indexOf(what, text(whole).indexOf("data.pkl")) + what.length() - 1] ^= 1;
      Path damaged = Files.write(here.resolve("damaged.pt"), other);
      assertThatThrownBy(() -> Models.open(damaged, true).classifier(ClassifierChoice.NONE))
          .isInstanceOf(BadInputException.class)
          .hasMessageMatching(
              "(?s)"
                  + Pattern.quote(damaged.toString())
                  + ": expected a TorchScript network (that libtorch 2.7.1|[(]torch.jit.save).*");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static ScriptSignature signature(String forward) {
    return ScriptSignature.parse(
        Path.of("net.pt"),
        "Net",
        "class Other(Module):\n  def forward(self: __torch__.Other,\n    a: int) -> int:\n"
            + "    return a\n"
            + "class Net(Module):\n  __parameters__ = []\n  fc : __torch__.Linear\n"
            + forward
            + "    return x\n");
  }

  @Test
  void theSignatureIsReadFromItsText() {
    assertThat(signature("  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n"))
        .isEqualTo(new ScriptSignature("x", 1));
    assertThat(
            signature(
                """
                  def forward(self: __torch__.Net,
                    img: Tensor,
                    n: Optional[int]=None,
                    m: List[int]=[1, 2]) -> Tuple[Tensor, Tensor, Tensor]:
                """))
        .isEqualTo(new ScriptSignature("img", 3));
    refused(
        "  def forward(self: __torch__.Net,\n    x: Tensor) -> Dict[str, Tensor]:\n",
        "expected forward to return a Tensor or a tuple of them, found Dict[str, Tensor]");
    refused(
        "  def forward(self: __torch__.Net,\n    x: Tensor,\n    y: Tensor) -> Tensor:\n",
        "expected forward to take one tensor, found 2 tensors");
    refused(
        "  def forward(self: __torch__.Net,\n    x: List[Tensor]) -> Tensor:\n",
        "expected forward to take one tensor, found x: List[Tensor]");
    refused(
        "  def apply(self: __torch__.Net) -> Tensor:\n",
        "expected a TorchScript network (torch.jit.save), found no method forward of Net");
  }

  private static void refused(String forward, String message) {
    assertThatThrownBy(() -> signature(forward))
        .isInstanceOf(BadInputException.class)
        .hasMessage("net.pt: " + message);
  }
}
