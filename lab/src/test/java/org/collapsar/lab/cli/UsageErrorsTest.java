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
        "measure --targets t --labels y#--targets and --labels exclude each other",
        "measure --labels y --targets t#--targets and --labels exclude each other",
        "measure --classes 3 --features h --targets t#--targets and --classes exclude each other",
        "measure --per-class --targets t#--targets and --per-class exclude each other",
        "measure --targets t --neco-dim 3#--targets and --neco-dim exclude each other",
        "measure --test-labels q --targets t#--targets and --test-labels exclude each other",
        "measure --features h --targets t --weights w --weights-of a#--targets and --weights-of"
            + " exclude each other",
        "measure --metrics nc1.total --all#--all and --metrics exclude each other",
        "measure --model m.onnx --features h#--features and --model exclude each other",
        "measure --model m.onnx --spark local#--model and --spark exclude each other",
        "measure --features h --targets t --spark local#--targets and --spark exclude each other",
        "measure --features s3://b/h:x --labels s3://b/h:y --spark local#--spark needs the module"
            + " spark (297 MB); put org.collapsar:collapsar-spark on the class path",
        "sweep width-sweep --spark local#--spark needs --out, a directory that all machines of the"
            + " cluster see",
        "sweep width-sweep --spark local --out o --jobs 2#--spark and --jobs exclude each other",
        "sweep width-sweep --spark local --out o#--spark needs the module spark (297 MB); put"
            + " org.collapsar:collapsar-spark on the class path",
        "measure --split test --labels y#--labels and --split exclude each other",
        "certify --model m.onnx --weights w#--weights and --model exclude each other",
        "features --to F.npz#--model: expected the file of a network, found none",
        "measure --data images:d --what-if#--model: expected the file of a network, found none",
        "measure --model m --data images:d --mean a,b#--mean: expected numbers separated by commas,"
            + " found 'a,b'",
        "measure --model m --data images:d --preprocess x#--preprocess: expected one of none,"
            + " imagenet, imagenet-tf, cifar10, found 'x'",
        "measure --model m --data images:d --device gpu#--device: expected cpu, cuda or cuda:N,"
            + " found gpu",
        "train jacot2025-fig4 --device cuda#--device cuda: train.device: expected nothing, because"
            + " this kind of network is trained on the processor, found cuda",
        "train jacot2025-fig1 --device gpu#--device gpu: train.device: expected cpu, cuda or"
            + " cuda:N, found gpu",
        "train jacot2025-fig4 --model m --images images:d --device gpu#--device: expected cpu, cuda"
            + " or cuda:N, found gpu",
        "measure --model m --data images:d --max-per-class 0#--max-per-class: expected a whole"
            + " number of at least 1, found 0",
        "measure --model m --data images:d --planes 32#--planes: expected CxHxW, as 3x32x32, found"
            + " '32'",
        "measure --model m --data images:d --layers a,,b#--layers: expected names separated by"
            + " commas, found an empty one",
        "measure --model m#--data: expected images, as images:DIR or images:FILE.zip, found none",
        "features --model m --data images:d --to F.csv#--to: expected a file NAME.safetensors or"
            + " NAME.npz, found F.csv",
        "measure --weights-of a --bias b#--bias needs --weights",
        "measure --test-labels q --per-class#--test-labels needs --test-features",
        "measure --nci-alpha 1 --labels y#--nci-alpha needs --ood-features",
        "measure --weights v --bias b --weights w#--weights: expected once, found 2 times",
        "measure --labels y --out o --labels z#--labels: expected once, found 2 times",
        "measure --wieghts w#unknown option: '--wieghts', did you mean --weights? (collapsar"
            + " measure --help says more)",
        "measure --lables=y#unknown option: '--lables=y', did you mean --labels? (collapsar measure"
            + " --help says more)",
        "reproduce --only wu2025-fig1a --all#--all and --only exclude each other",
        "certify run --weights w#--weights and RUN exclude each other",
        "certify --lambda 3 run --c 2#--lambda and RUN exclude each other",
        "certify --labels y --out o run#--labels and RUN exclude each other",
        "certify --features z --features z#--features: expected once, found 2 times",
        "certify one two#unmatched argument at index 2: 'two' (collapsar certify --help says more)",
        "separability --classes 3 run#--classes and RUN exclude each other",
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
        .isEqualTo("--all and --metrics exclude each other");
    assertThat(typed.json().path("exit_code").asInt()).isEqualTo(2);
  }
}
