package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.collapsar.files.Npy;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command certify as a user types it. */
class CertifyTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final double NOISE = 1 / Math.sqrt(2);

  @TempDir Path here;

  /** NC1 = 0.04 and both of our bounds attain it; the layers are I and (I, 0.2), all by hand. */
  private void tight() throws IOException {
    write("z.npy", new double[][] {{1, 0, NOISE}, {1, 0, -NOISE}, {0, 1, NOISE}, {0, 1, -NOISE}});
    write("w1.npy", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 0.2}});
    write("w2.npy", new double[][] {{1, 0, 0}, {0, 1, 0}});
    Npy.write(here.resolve("y.npy"), new int[] {0, 0, 1, 1});
  }

  private void write(String name, double[][] rows) throws IOException {
    Npy.write(here.resolve(name), Rows.of(rows), Precision.FLOAT64);
  }

  private Typed type(String... arguments) {
    return Typed.in(here, arguments);
  }

  private static String[] certify(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "certify",
                "--features",
                "z.npy",
                "--labels",
                "y.npy",
                "--weights",
                "w1.npy",
                "--weights",
                "w2.npy"));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  /** Z_L - Y has entries of 1e200: their squares are infinite, and two layers make inf - inf. */
  @Test
  void aFitOutOfRangeIsAReasonAndNoNumber() throws IOException {
    tight();
    write("w1.npy", new double[][] {{1e200, -1e200, 0}, {-1e200, 1e200, 0}, {0, 0, 0.2}});
    write("w2.npy", new double[][] {{1e200, 1e200, 0}, {1e200, -1e200, 0}});
    Typed typed = type(certify("--json"));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.out()).doesNotContain("NaN").doesNotContain("Infinity");
    assertThat(typed.json().has("fit")).isFalse();
    assertThat(typed.json().path("remarks"))
        .singleElement()
        .extracting(JsonNode::asText)
        .asString()
        .startsWith("the squares of Z_L - Y leave the range of double precision: ");
    assertThat(type(certify()).out()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void theDocumentHasEveryKeyOfTheFormat() throws IOException {
    tight();
    Typed typed = type(certify("--json"));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.err()).isEmpty();
    JsonNode json = typed.json();
    assertThat(json.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("schema", "fit", "certificates");
    // The third direction is noise that no layer passes on.
    assertThat(json.path("fit").path("accuracy").asDouble()).isEqualTo(1);
    assertThat(json.path("fit").path("eps_1").asDouble()).isZero();
    assertThat(json.path("fit").path("target-scale").asDouble()).isEqualTo(1);
    assertThat(json.path("schema").asText()).isEqualTo("collapsar/certify/1");
    for (JsonNode c : json.path("certificates")) {
      assertThat(c.properties())
          .extracting(Map.Entry::getKey)
          .containsExactly("id", "claim", "source", "quantity", "value", "bounds");
      for (JsonNode b : c.path("bounds")) {
        assertThat(b.path("tier").asText()).isIn("printed", "constants", "residual");
        assertThat(b.path("direction").asText()).isIn("upper", "lower");
        assertThat(b.path("form").asText()).isNotBlank();
        assertThat(b.path("bound").has("value")).isEqualTo(!b.path("bound").has("undefined"));
        if (!b.path("applies").asBoolean()) {
          assertThat(b.path("bound").has("value")).as("no number without its hypotheses").isFalse();
        }
        for (JsonNode h : b.path("hypotheses")) {
          assertThat(h.properties())
              .extracting(Map.Entry::getKey)
              .containsExactly("key", "name", "value", "required", "holds", "verdict");
        }
      }
    }
    JsonNode nc1 = json.path("certificates").get(0);
    assertThat(nc1.path("id").asText()).isEqualTo("jacot2025.theorem3.1.nc1");
    assertThat(nc1.path("value").path("value").asDouble()).isCloseTo(0.04, within(1e-12));
    for (int tier = 1; tier <= 2; tier++) {
      JsonNode bound = nc1.path("bounds").get(tier);
      assertThat(bound.path("bound").path("value").asDouble()).isCloseTo(0.04, within(1e-12));
      assertThat(bound.path("slack").path("value").asDouble()).isCloseTo(1, within(1e-9));
    }
    JsonNode kappa = json.path("certificates").get(1).path("bounds").get(0);
    assertThat(kappa.path("erratum").asText()).contains("can be broken");
    assertThat(kappa.path("bound").path("undefined").asText()).contains("||X||_op was not given");
  }

  @Test
  void theTableSaysTheSame() throws IOException {
    tight();
    Typed typed = type(certify("--nonlinear-layers", "0"));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.out())
        .startsWith(
            here.resolve("z.npy")
                + ": 4 samples, 2 classes of 2; 2 linear layers, widths 3 -> 3 -> 2\n"
                + "accuracy 1.0000, eps_1 = ||Z_L - Y||_F = 0.000\n\ntheorem ")
        .containsPattern("(?m)^3\\.1 \\(18\\) +NC1\\(Z_\\{L-1}\\) +0\\.040000 +printed ")
        .containsPattern("(?m)^ +constants +(<=|\u2264) 0\\.04000 +1\\S* +yes$")
        .containsPattern("(?m)^ +residual +(<=|\u2264) 0\\.04000 +1\\S* +yes$")
        .contains("as printed, with an erratum: ")
        .containsPattern("(?m)^5\\.1 ")
        .contains("not evaluated:\n  5.2 (kappa(W_{L:L_1+1})): c was not given")
        .doesNotContain(" NO\n");
    assertThat(typed.out().lines()).allMatch(line -> line.length() <= 110);
  }

  /** Three square layers of which two do not commute, drawn so that Z_L = Y holds in order. */
  private void square() throws IOException {
    double[][] turn = {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}};
    double[][] swap = {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}};
    double[][] back = {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}; // back swap turn = I
    write("z.npy", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    write("w1.npy", turn);
    write("w2.npy", swap);
    write("w10.npy", back);
    Npy.write(here.resolve("y.npy"), new int[] {0, 1, 2});
  }

  private Typed head(String... weightsAndMore) {
    List<String> all = new ArrayList<>(List.of("certify", "--features", "z.npy"));
    all.addAll(List.of("--labels", "y.npy"));
    all.addAll(List.of(weightsAndMore));
    return type(all.toArray(new String[0]));
  }

  @Test
  void aPatternOfWeightsIsInNaturalOrder() throws IOException {
    square();
    Typed typed = head("--weights", "w*.npy");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.out()).contains("accuracy 1.0000, eps_1 = ||Z_L - Y||_F = 0.000");
    assertThat(typed.out()).doesNotContain("note: ");
  }

  @Test
  void layersInEachOthersPlaceAreNamed() throws IOException {
    square();
    Typed typed = head("--weights", "w2.npy", "--weights", "w1.npy", "--weights", "w10.npy");
    assertThat(typed.out().replaceAll("\\s+", " "))
        .contains(
            "note: with layers 1 and 2 of these in each other's place the accuracy is 1.0000"
                + " instead of 0.0000 (of 3 samples): is the order of --weights right?");
  }

  @Test
  void theOnlyOrderThatFitsIsNamed() throws IOException {
    tight();
    Typed typed = head("--weights", "w2.npy", "--weights", "w1.npy");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .contains("w1.npy: expected 2 columns, as many as ")
        .contains(
            "(in this order they would fit: --weights "
                + here.resolve("w1.npy")
                + " --weights "
                + here.resolve("w2.npy")
                + ")");
  }

  @Test
  void aBiasThatWasLeftOutIsNamed() throws IOException {
    tight();
    write("w2.npy", new double[][] {{1, 0, 0}, {0, 1, 0}});
    write("z.npy", new double[][] {{4, 3, 1}, {4, 3, -1}, {3, 4, 1}, {3, 4, -1}});
    Typed typed = type(certify());
    assertThat(typed.out().replaceAll("\\s+", " "))
        .contains(
            "note: a bias of the last layer would bring eps_1 from 8.485 to 0.000: is --bias"
                + " missing?");
    write("b.npy", new double[][] {{-3, -3}});
    assertThat(type(certify("--bias", "b.npy")).out()).doesNotContain("note: ");
  }

  /** Four times the labels: NC1 is as before, and so is every bound. */
  @Test
  void targetsOfAnotherLength() throws IOException {
    tight();
    write("w2.npy", new double[][] {{4, 0, 0}, {0, 4, 0}});
    Typed plain = type(certify());
    assertThat(plain.out().replaceAll("\\s+", " "))
        .contains(
            "note: the outputs fit targets of length 4.000: with --target-scale 4.000 eps_1 is"
                + " 0.000 instead of 6.000");
    Typed typed = type(certify("--target-scale", "4"));
    assertThat(typed.out())
        .contains("accuracy 1.0000, eps_1 = ||Z_L - Y||_F = 0.000")
        .contains("note: targets of length 4.0: certified is the network with outputs Z_L / 4.0")
        .containsPattern("(?m)^3\\.1 \\(18\\) +NC1\\(Z_\\{L-1}\\) +0\\.040000 +printed ");
    assertThat(type(certify("--target-scale", "4", "--ntk-norm", "3")).err())
        .contains("--target-scale excludes --c and --ntk-norm");
    assertThat(type(certify("--target-scale", "-4")).err())
        .contains("--target-scale: expected a number above 0, found -4.0");
  }

  @ParameterizedTest
  @CsvSource({
    "mse, 0.4", // n K/2 = 4
    "samples, 0.2", // n/2 = 2
    "half-samples, 0.4", // n = 4
    "sum, 0.05",
    "half-sum, 0.1"
  })
  void weightDecayInTheWordsOfAFramework(String reduction, String lambda) throws IOException {
    tight();
    Typed typed = type(certify("--weight-decay", "0.1", "--reduction", reduction));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.out().replaceAll("\\s+", " "))
        .contains(
            "note: weight decay 0.1 beside the loss " + reduction + " is lambda = " + lambda + " ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--reduction mse; --reduction needs --weight-decay",
        "--weight-decay 0.1 --lambda 1; --weight-decay and --lambda exclude each other",
        "--weight-decay 0.1 --reduction mean; or half-sum, found mean",
        "--weight-decay -1; --weight-decay: expected a number of at least 0, found -1.0"
      })
  void weightDecayThatMakesNoSense(String options, String why) throws IOException {
    tight();
    Typed typed = type(certify(options.split(" ")));
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err()).contains(why);
  }

  @Test
  void biasesInLayersBeforeAreStated() throws IOException {
    tight();
    String[] known = {"--input-norm", "3", "--nonlinear-layers", "1", "--nonlinear-biases"};
    assertThat(type(certify(known)).out().replaceAll("\\s+", " "))
        .contains("does not apply: layers 1 .. L_1 without biases, |sigma(x)| <= |x|");
  }

  @Test
  void whatTheUserKnowsIsUsed() throws IOException {
    tight();
    JsonNode all =
        type(certify(
                "--json",
                "--input-norm",
                "1.5",
                "--nonlinear-layers",
                "1",
                "--parameter-norm",
                "3",
                "--ntk-norm",
                "4",
                "--c",
                "2",
                "--lambda",
                "1e-3"))
            .json()
            .path("certificates");
    List<String> ids = new ArrayList<>();
    all.forEach(c -> ids.add(c.path("id").asText()));
    assertThat(ids)
        .containsExactly(
            "jacot2025.theorem3.1.nc1",
            "jacot2025.theorem3.1.kappa",
            "jacot2025.theorem3.1.nc2",
            "jacot2025.theorem3.1.nc3",
            "jacot2025.proposition5.1",
            "jacot2025.theorem5.2.product",
            "jacot2025.theorem5.2.last",
            "jacot2025.proposition5.3.m1",
            "jacot2025.proposition5.3.m2",
            "jacot2025.equation17");
    // (1.5/sqrt(2))^2 exp((9 - 3 2 + 2 log 2)/2)
    assertThat(all.get(4).path("bounds").get(0).path("bound").path("value").asDouble())
        .isCloseTo(1.125 * Math.exp((3 + 2 * Math.log(2)) / 2), within(1e-9));
    // sqrt(4) 2 1/(sqrt(1) sqrt(2)), r = ||W_1|| = 1
    assertThat(all.get(7).path("bounds").get(1).path("bound").path("value").asDouble())
        .isCloseTo(2 * Math.sqrt(2), within(1e-9));
    assertThat(all.get(5).path("bounds").get(0).path("bound").path("undefined").asText())
        .as("the layers are not balanced, so this is no minimiser")
        .contains("0 at every minimiser");
  }

  @Test
  void crossEntropyAndBiasesTakeThePapersBoundAway() throws IOException {
    tight();
    Files.writeString(here.resolve("b.csv"), "0.1\n-0.1\n");
    JsonNode nc1 =
        type(certify("--json", "--loss", "cross-entropy", "--bias", "b.csv"))
            .json()
            .path("certificates")
            .get(0)
            .path("bounds");
    assertThat(nc1.get(0).path("bound").path("undefined").asText())
        .contains("layers of the head with a bias: 1", "trained with the squared loss: 0");
    assertThat(nc1.get(1).path("applies").asBoolean()).isTrue();
    assertThat(nc1.get(2).path("applies").asBoolean()).isTrue();
  }

  @Test
  void safetensorsAndNpyGiveTheSame() throws IOException {
    tight();
    String expected = type(certify("--json")).out();
    Safetensors.write(
        here.resolve("all.safetensors"),
        Map.of(),
        List.of(
            Tensor.of("w1", 3, 3, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 0.2}, Precision.FLOAT64),
            Tensor.of("w2", 2, 3, new double[] {1, 0, 0, 0, 1, 0}, Precision.FLOAT64),
            Tensor.of(
                "z",
                4,
                3,
                new double[] {1, 0, NOISE, 1, 0, -NOISE, 0, 1, NOISE, 0, 1, -NOISE},
                Precision.FLOAT64)));
    Typed typed =
        type(
            "certify",
            "--json",
            "--features",
            "all.safetensors:z",
            "--labels",
            "y.npy",
            "--weights",
            "all.safetensors:w1",
            "--weights",
            "all.safetensors:w2");
    assertThat(typed.out()).isEqualTo(expected);
  }

  @Test
  void outWritesTheDocumentAndThreadsChangeNothing() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    double[][] z = new double[9001][5];
    int[] y = new int[z.length];
    for (int i = 0; i < z.length; i++) {
      y[i] = random.nextInt(2);
      for (int j = 0; j < 5; j++) {
        z[i][j] = random.nextDouble() + (j == y[i] ? 1 : 0);
      }
    }
    tight();
    write("z.npy", z);
    Npy.write(here.resolve("y.npy"), y);
    write("w1.npy", new double[][] {{1, 0, 0, 0, 0.1}, {0, 1, 0, 0.1, 0}, {0, 0, 0.2, 0, 0}});
    Typed one = type(certify("--out", "c", "--json", "--threads", "1"));
    assertThat(one.exitCode()).as(one.err()).isZero();
    assertThat(MAPPER.readTree(here.resolve("c/certify.json").toFile())).isEqualTo(one.json());
    assertThat(type(certify("--json", "--threads", "4")).out()).isEqualTo(one.out());
    assertThat(type(certify("--out", "c")).out()).endsWith("certify.json\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '\0',
      value = {
        "certify --labels y.npy --weights w2.npy#--features: expected a file of features, found"
            + " none",
        "certify --features z.npy --weights w2.npy#--labels: expected a file of labels, found none",
        "certify --features z.npy --labels y.npy#--weights: expected a file of weights, found none",
        "certify --features z.npy --labels y.npy --weights w2.npy --weights w1.npy#HERE/w1.npy:"
            + " expected 2 columns, as many as HERE/w2.npy has rows, found 3 x 3 (in this order"
            + " they would fit: --weights HERE/w1.npy --weights HERE/w2.npy)",
        "certify --features z.npy --labels y.npy --weights flat.npy#HERE/flat.npy: expected 3"
            + " columns, as many as HERE/z.npy has columns, found 3 x 2 (its transpose would fit)",
        "certify --features z.npy --labels y3.npy --weights w2.npy#HERE/y3.npy: expected 4 labels,"
            + " one for each row of HERE/z.npy, found 3 (its transpose would fit)",
        "certify --features z.npy --labels big.npy --weights w2.npy#HERE/big.npy: row 3 (counted"
            + " from 0): expected a label in 0 .. 1, found 2",
        "certify --features z.npy --labels y.npy --weights w2.npy --input-norm -1#--input-norm:"
            + " expected a number of at least 0, found -1.0",
        "certify --features z.npy --labels y.npy --weights w2.npy --nonlinear-layers -1"
            + "#--nonlinear-layers: expected a whole number of at least 0, found -1",
        "certify --features z.npy --labels y.npy --weights w2.npy --loss hinge#--loss: expected"
            + " squared or cross-entropy, found hinge",
        "certify --features z.npy --labels y.npy --weights w2.npy --bias b3.csv#HERE/b3.csv:"
            + " expected 2 numbers, one per neuron, found 3",
        "certify --features z.npy --labels y.npy --weights w1.npy --weights w2.npy --bias b3.csv"
            + " --bias b3.csv --bias b3.csv#--bias: expected one for each of the 2 --weights, or"
            + " one for the last, found 3",
        "certify --features nowhere.npy --labels y.npy --weights w2.npy#HERE/nowhere.npy: expected"
            + " a file, found none",
        "certify --features z.npy --labels y.npy --weights w2.npy --out z.npy#--out z.npy: expected"
            + " a directory, found a file",
      })
  void isRefusedWithOneLine(String command, String message) throws IOException {
    tight();
    write("flat.npy", new double[][] {{1, 0}, {0, 1}, {0, 0}});
    Npy.write(here.resolve("y3.npy"), new int[] {0, 0, 1});
    Npy.write(here.resolve("big.npy"), new int[] {0, 0, 1, 2});
    Files.writeString(here.resolve("b3.csv"), "1\n2\n3\n");
    Typed typed = type(command.split(" "));
    assertThat(typed.err())
        .isEqualTo("collapsar: " + message.replace("HERE", here.toString()) + "\n");
    assertThat(typed.out()).isEmpty();
    assertThat(typed.exitCode()).isEqualTo(2);
  }

  @Test
  void helpHasExamples() {
    Typed typed = type("certify", "--help");
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.out()).contains("Examples:", "--nonlinear-layers", "--input-norm");
  }
}
