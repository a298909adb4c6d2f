package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What excludes or needs what, in every order, whatever else stands between. */
class UsageErrorsTest {
  @TempDir Path here;

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "measure --targets t --labels y#--targets: expected without --labels, found both",
        "measure --labels y --targets t#--targets: expected without --labels, found both",
        "measure --classes 3 --features h --targets t#--targets: expected without --classes, found"
            + " both",
        "measure --per-class --targets t#--targets: expected without --per-class, found both",
        "measure --targets t --neco-dim 3#--targets: expected without --neco-dim, found both",
        "measure --test-labels q --targets t#--targets: expected without --test-labels, found both",
        "measure --features h --targets t --weights w --weights-of a#--targets: expected without"
            + " --weights-of, found both",
        "measure --metrics nc1.total --all#--all: expected without --metrics, found both",
        "measure --model m.onnx --features h#--features: expected without --model, found both",
        "measure --split test --labels y#--labels: expected without --split, found both",
        "certify --model m.onnx --weights w#--weights: expected without --model, found both",
        "features --to F.npz#--model: expected the file of a network, found none",
        "measure --data images:d --what-if#--model: expected the file of a network, found none",
        "measure --model m --data images:d --mean a,b#--mean: expected numbers separated by commas,"
            + " found 'a,b'",
        "measure --model m --data images:d --preprocess x#--preprocess: expected one of none,"
            + " imagenet, imagenet-tf, cifar10, found 'x'",
        "measure --model m --data images:d --device gpu#--device: expected cpu, cuda or cuda:N,"
            + " found gpu",
        "measure --model m --data images:d --max-per-class 0#--max-per-class: expected a whole"
            + " number of at least 1, found 0",
        "measure --model m --data images:d --planes 32#--planes: expected CxHxW, as 3x32x32, found"
            + " '32'",
        "measure --model m --data images:d --layers a,,b#--layers: expected names separated by"
            + " commas, found an empty one",
        "measure --model m#--data: expected images, as images:DIR or images:FILE.zip, found none",
        "features --model m --data images:d --to F.csv#--to: expected a file NAME.safetensors or"
            + " NAME.npz, found F.csv",
        "measure --weights-of a --bias b#--bias: expected with --weights, found alone",
        "measure --test-labels q --per-class#--test-labels: expected with --test-features, found"
            + " alone",
        "measure --nci-alpha 1 --labels y#--nci-alpha: expected with --ood-features, found alone",
        "measure --weights v --bias b --weights w#--weights: expected once, found 2 times",
        "measure --labels y --out o --labels z#--labels: expected once, found 2 times",
        "measure --wieghts w#unknown option: '--wieghts', did you mean --weights? (collapsar"
            + " measure --help says more)",
        "measure --lables=y#unknown option: '--lables=y', did you mean --labels? (collapsar measure"
            + " --help says more)",
        "reproduce --only wu2025-fig1a --all#--all: expected without --only, found both",
        "certify run --weights w#--weights: expected without RUN, found both",
        "certify --lambda 3 run --c 2#--lambda: expected without RUN, found both",
        "certify --labels y --out o run#--labels: expected without RUN, found both",
        "certify --features z --features z#--features: expected once, found 2 times",
        "certify one two#unmatched argument at index 2: 'two' (collapsar certify --help says more)",
        "separability --classes 3 run#--classes: expected without RUN, found both",
      })
  void oneLineNamesTheTwo(String command, String message) throws IOException {
    Typed typed = Typed.in(here, command.split(" "));
    assertThat(typed.err()).isEqualTo("collapsar: " + message + "\n");
    assertThat(typed.out()).isEmpty();
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(here).isEmptyDirectory();
  }

  @Test
  void jsonSaysTheSame() throws IOException {
    Typed typed = Typed.in(here, "measure", "--all", "--metrics", "nc1.total", "--json");
    assertThat(typed.json().path("error").asText())
        .isEqualTo("--all: expected without --metrics, found both");
    assertThat(typed.json().path("exit_code").asInt()).isEqualTo(2);
  }
}
