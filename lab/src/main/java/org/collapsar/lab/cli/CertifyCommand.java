package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.data.images.ImageSet;
import org.collapsar.files.Shaping;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.certify.CertifiedRun;
import org.collapsar.lab.certify.CertifyJob;
import org.collapsar.lab.certify.CertifyJson;
import org.collapsar.lab.certify.CertifyRequest;
import org.collapsar.lab.certify.CertifySettings;
import org.collapsar.lab.certify.RunCertifier;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.model.CertifiedModel;
import org.collapsar.lab.model.FeatureJob;
import org.collapsar.lab.model.ModelJson;
import org.collapsar.lab.model.ModelRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
            + " network, or of a run with a mean-field network those of Wu and Mondelli (ICML"
            + " 2025): bounds beside measured values. Files: ${bundle:formats}.",
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
      "  collapsar certify --model net.onnx --data images:DIR_OR_ZIP --split train",
      "%nA run is certified with the weights of its last stored epoch, on its training samples; an"
          + " experiment run by run. With files, give as features the input of the first given"
          + " layer, after its activation, and the weights in order; the last has one row per"
          + " class. Options may be left out: a bound that needs a missing number is reported as"
          + " undefined. docs/certificates.md has the theorems."
    })
final class CertifyCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private DataOptions data;

  @Mixin private FactOptions further;

  @ArgGroup private Source source = new Source();

  @Option(names = "--out", paramLabel = "DIR", description = "Write certify.json there.")
  private @Nullable String out;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  CertifyCommand() {}

  /** A run, which knows the rest of its network, or files. */
  static final class Source {
    @Parameters(
        paramLabel = "RUN",
        arity = "0..1",
        description =
            "Directory of a run, or of an experiment for all its runs. Without it, give --features,"
                + " --labels and --weights.")
    private @Nullable String run;

    @ArgGroup(exclusive = false)
    private HeadOptions head = new HeadOptions();
  }

  @Override
  public Integer call() {
    if (source.run != null) {
      return runs(main.terminal().resolve(source.run));
    }
    return source.head.network().isGiven() ? network() : files();
  }

  private int network() {
    NetworkOptions network = source.head.network();
    ModelRequest request =
        network.request(main.terminal(), List.of(), Shaping.NONE, main.threads());
    CertifySettings settings = source.head.settings(further, main.threads());
    Path directory = target();
    CertifiedModel certified;
    ReadingNotes notes = new ReadingNotes();
    try (MeasureProgress progress = new MeasureProgress(main.progress(), notes);
        FeatureJob job = FeatureJob.ofHead(request, progress);
        ImageSet set =
            NetworkOptions.opener(data.directory(main.terminal()), main.progress())
                .open(network.data(main.terminal()), network.which(main.terminal(), "train"))) {
      certified = CertifiedModel.of(job, set, settings);
    }
    if (!main.json()) {
      PrintStream out = main.terminal().out();
      if (certified.caution() != null) {
        MeasureText.paragraph("note: ", certified.caution(), out);
      }
      ModelText.facts(certified.facts(), out);
      notes.print(main.terminal(), false);
      CertifyText.print(certified.head(), List.of(), out);
    }
    ObjectNode document = CertifyJson.document(certified.head());
    document.set("model", ModelJson.of(certified.facts(), certified.accuracy()));
    if (certified.caution() != null) {
      document.withArray("remarks").insert(0, certified.caution());
    }
    return end(directory, document);
  }

  private int files() {
    CertifyRequest request = source.head.request(main.terminal(), further, main.threads());
    Path directory = target();
    CertifiedHead certified = CertifyJob.run(request);
    if (!main.json()) {
      CertifyText.print(certified, List.of(), main.terminal().out());
    }
    return end(directory, CertifyJson.document(certified));
  }

  private int runs(Path path) {
    List<Path> runs = RunCertifier.runs(path);
    Path directory = target();
    RunCertifier certifier =
        new RunCertifier(
            data.directory(main.terminal()), main.progress(), further::addTo, main.threads());
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
}
