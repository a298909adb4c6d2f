package org.collapsar.lab.cli;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.certify.CertifyRequest;
import org.collapsar.lab.certify.CertifySettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The linear layers at the end of a network in files, and what comes in. */
final class HeadFiles {
  @ArgGroup(exclusive = false)
  private SampleOptions samples = new SampleOptions();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Weights [outputs x inputs] of a linear layer; once per layer, in order. A glob stands"
              + " for all files that match, in natural order.")
  private @Nullable List<String> weights;

  @Option(
      names = "--bias",
      paramLabel = "FILE",
      description = "Bias of a linear layer; once per --weights, or once for the last layer.")
  private @Nullable List<String> biases;

  /**
   * The head in files.
   *
   * @param settings what is known beside them
   * @throws BadInputException if a file is missing
   */
  CertifyRequest request(Terminal terminal, CertifySettings settings) {
    String z = samples.features(terminal, "a file of features");
    String y = samples.labels(terminal, "a file of labels");
    if (weights == null) {
      throw new BadInputException("--weights: expected a file of weights, found none");
    }
    return new CertifyRequest(
        z,
        y,
        samples.rules(terminal),
        arguments(terminal, "--weights", weights),
        biases == null ? List.of() : arguments(terminal, "--bias", biases),
        settings);
  }

  private static List<String> arguments(Terminal terminal, String option, List<String> given) {
    return given.stream().map(each -> terminal.argument(option, each)).toList();
  }
}
