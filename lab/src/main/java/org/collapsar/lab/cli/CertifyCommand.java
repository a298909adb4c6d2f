package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.certify.CertifiedRun;
import org.collapsar.lab.certify.CertifyJob;
import org.collapsar.lab.certify.CertifyJson;
import org.collapsar.lab.certify.CertifyRequest;
import org.collapsar.lab.certify.RunCertifier;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.theory.NetworkFacts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Evaluates the theorems on neural collapse on a run, or on a linear head that somebody brings. */
@Command(
    name = "certify",
    description =
        "Evaluate the theorems of Jacot et al. (ICLR 2025) on the linear layers at the end of a"
            + " network, or of a run with a mean-field network those of Wu and Mondelli (ICML 2025):"
            + " bounds beside measured values (.npy, .npz, .safetensors, .csv, .tsv).",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar certify runs/jacot2025-fig4/seed-1",
      "  collapsar certify runs/wu2025-fig1a",
      "  collapsar certify --features z.npy --labels y.npy --weights w7.npy --weights w8.npy"
          + " --weights w9.npy",
      "  collapsar certify --features z.npy --labels y.npy --weights model.safetensors:fc1.weight"
          + " --weights model.safetensors:fc2.weight --input-norm 41.3 --nonlinear-layers 5 --out"
          + " certified",
      "%nOf a run, the weights after its last stored epoch on its training samples are certified; of"
          + " an experiment, each run. Of files, the features are the input of the first given layer, after its activation; the weights"
          + " stand in order and the last has a row for each class. Nothing is lost by giving too"
          + " little: a bound that lacks a number says so. docs/certificates.md has the theorems."
    })
final class CertifyCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private DataOptions data;

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description = "Directory of a run, or of an experiment for all its runs; else give files.")
  private @Nullable String run;

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description = "Input [n x d] of the first given layer: PATH or PATH:MEMBER.")
  private @Nullable String features;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Labels [n], 0 to K-1, or one-hot [n x K].")
  private @Nullable String labels;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Weights [outputs x inputs] of a linear layer; once for each, in order.")
  private @Nullable List<String> weights;

  @Option(
      names = "--bias",
      paramLabel = "FILE",
      description = "Bias of a linear layer; once for each of the weights, or once for the last.")
  private @Nullable List<String> biases;

  @Option(
      names = "--input-norm",
      paramLabel = "NUMBER",
      description = "||X||_op, the largest singular value of the whole network's input.")
  private @Nullable Double inputNorm;

  @Option(
      names = "--nonlinear-layers",
      paramLabel = "L_1",
      description = "How many layers come before the given ones.")
  private @Nullable Integer nonlinearLayers;

  @Option(
      names = "--parameter-norm",
      paramLabel = "NUMBER",
      description = "||theta|| of all weights of all layers (Proposition 5.1).")
  private @Nullable Double parameterNorm;

  @Option(
      names = "--c",
      paramLabel = "NUMBER",
      description =
          "c of Theorem 5.2: says that this is a global minimiser, and that the labels can be"
              + " fitted with ||theta_nonlin||^2 = c.")
  private @Nullable Double minimiserCost;

  @Option(
      names = "--lambda",
      paramLabel = "NUMBER",
      description = "Weight decay of the summed loss (Theorem 5.2); n times that of a mean loss.")
  private @Nullable Double decay;

  @Option(
      names = "--ntk-norm",
      paramLabel = "NUMBER",
      description =
          "||Theta||_op of the neural tangent kernel, or a number above it (Proposition 5.3).")
  private @Nullable Double kernelNorm;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description = "squared (default) or cross-entropy: what the network was trained with.")
  private @Nullable String loss;

  @Option(names = "--out", paramLabel = "DIR", description = "Write certify.json there.")
  private @Nullable String out;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  CertifyCommand() {}

  @Override
  public Integer call() {
    return run == null ? files() : runs(main.terminal().resolve(run));
  }

  private int files() {
    CertifyRequest request = request();
    Path directory = target();
    CertifiedHead certified = CertifyJob.run(request);
    if (!main.json()) {
      CertifyText.print(certified, List.of(), main.terminal().out());
    }
    return end(directory, CertifyJson.document(certified));
  }

  private int runs(Path path) {
    refuseWhatARunKnows();
    List<Path> runs = RunCertifier.runs(path);
    Path directory = target();
    RunCertifier certifier =
        new RunCertifier(
            data.directory(main.terminal()), main.progress(), this::further, main.threads());
    boolean one = runs.size() == 1 && runs.get(0).equals(path);
    List<ObjectNode> documents = new ArrayList<>();
    for (Path each : runs) {
      CertifiedRun certified = certifier.certify(each);
      documents.add(one ? CertifyJson.document(certified) : CertifyJson.entry(certified));
      if (!main.json()) {
        if (documents.size() > 1) {
          main.terminal().out().println();
        }
        CertifyText.print(certified.head(), certified.known(), main.terminal().out());
      }
    }
    return end(directory, one ? documents.get(0) : CertifyJson.document(documents));
  }

  private @Nullable Path target() {
    return out == null ? null : OutputDirectory.check(main.terminal(), out);
  }

  private int end(@Nullable Path directory, ObjectNode document) {
    if (directory != null) {
      OutputDirectory.create(directory);
      JsonWriter.write(directory.resolve("certify.json"), document);
    }
    if (main.json()) {
      main.print(document);
    } else if (directory != null) {
      main.terminal().out().println("\ndocument: " + directory.resolve("certify.json"));
    }
    return Exit.DONE;
  }

  private void refuseWhatARunKnows() {
    Map<String, Optional<?>> options = new LinkedHashMap<>();
    options.put("--features", Optional.ofNullable(features));
    options.put("--labels", Optional.ofNullable(labels));
    options.put("--weights", Optional.ofNullable(weights));
    options.put("--bias", Optional.ofNullable(biases));
    options.put("--input-norm", Optional.ofNullable(inputNorm));
    options.put("--nonlinear-layers", Optional.ofNullable(nonlinearLayers));
    options.put("--parameter-norm", Optional.ofNullable(parameterNorm));
    options.put("--lambda", Optional.ofNullable(decay));
    options.put("--loss", Optional.ofNullable(loss));
    options.forEach(
        (option, given) -> {
          if (given.isPresent()) {
            throw new BadInputException(
                option + ": expected either a run, which has this itself, or files, found both");
          }
        });
  }

  private CertifyRequest request() {
    String z = required("--features", "a file of features", features);
    String y = required("--labels", "a file of labels", labels);
    if (weights == null) {
      throw new BadInputException("--weights: expected a file of weights, found none");
    }
    return new CertifyRequest(
        z,
        y,
        arguments("--weights", weights),
        biases == null ? List.of() : arguments("--bias", biases),
        facts(),
        main.threads());
  }

  private List<String> arguments(String option, List<String> given) {
    return given.stream().map(each -> main.terminal().argument(option, each)).toList();
  }

  private NetworkFacts facts() {
    NetworkFacts facts = NetworkFacts.NONE.withSquaredLoss(squaredLoss());
    if (nonlinearLayers != null) {
      if (nonlinearLayers < 0) {
        throw new BadInputException(
            "--nonlinear-layers: expected a whole number of at least 0, found " + nonlinearLayers);
      }
      facts = facts.withNonlinearLayers(nonlinearLayers);
    }
    if (inputNorm != null) {
      facts = facts.withInputNorm(number("--input-norm", inputNorm));
    }
    if (parameterNorm != null) {
      facts = facts.withParameterNorm(number("--parameter-norm", parameterNorm));
    }
    if (decay != null) {
      facts = facts.withDecay(number("--lambda", decay));
    }
    return further(facts);
  }

  /** What neither files nor a run can know. */
  private NetworkFacts further(NetworkFacts known) {
    NetworkFacts facts =
        minimiserCost == null ? known : known.withMinimiserCost(number("--c", minimiserCost));
    return kernelNorm == null ? facts : facts.withKernelNorm(number("--ntk-norm", kernelNorm));
  }

  private static double number(String option, double given) {
    if (!(given >= 0 && given < Double.POSITIVE_INFINITY)) {
      throw new BadInputException(option + ": expected a number of at least 0, found " + given);
    }
    return given;
  }

  private boolean squaredLoss() {
    if (loss == null || loss.equals("squared")) {
      return true;
    }
    if (loss.equals("cross-entropy")) {
      return false;
    }
    throw new BadInputException("--loss: expected squared or cross-entropy, found " + loss);
  }

  private String required(String option, String what, @Nullable String given) {
    if (given == null) {
      throw new BadInputException(option + ": expected " + what + ", found none");
    }
    return main.terminal().argument(option, given);
  }
}
