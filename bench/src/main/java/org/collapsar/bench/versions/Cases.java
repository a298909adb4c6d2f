package org.collapsar.bench.versions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is run with both builds. Everything is small: a case takes a second or a few. Longer than
 * other files because it is a list.
 */
final class Cases {
  /** Experiments that are cut, by whom, and after how many rows of the second run's table. */
  static final List<Cut> CUTS =
      List.of(
          new Cut("cut-killed", "fixtures/long.yaml", true),
          new Cut("cut-stopped", "fixtures/long.yaml", false),
          new Cut("cut-noise", "fixtures/long-noise.yaml", true));

  /**
   * A process that is ended in the middle of its work.
   *
   * @param name of the directory that it leaves
   * @param experiment what it runs
   * @param killed by SIGKILL, or else by SIGTERM, at which it writes a checkpoint
   */
  record Cut(String name, String experiment, boolean killed) {
    List<String> arguments() {
      return List.of("train", experiment, "--out", name + "/run", "--threads", "1");
    }
  }

  private Cases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    presets(cases);
    experiments(cases);
    measure(cases);
    certify(cases);
    old(cases);
    cases.add(
        Case.of("lists")
            .run("presets", "--json")
            .run("data", "list", "--json")
            .run("measure", "--explain", "--json")
            .run("train", "no-such-preset", "--json")
            .run("measure", "--json", "--features", "fixtures/none.npy", "--labels", "x.npy")
            .run("report", "no-such-run", "--json"));
    return cases;
  }

  private static void presets(List<Case> cases) {
    String digits = "--data=digits";
    cases.add(
        preset(
            "wu2025-fig1a",
            "train",
            digits,
            "--seeds=2",
            "data.samplesPerClass=30",
            "network.width=48",
            "train.batch=16",
            "train.epochs=4",
            "metrics.testEvery=2",
            "metrics.certificatesEvery=2"));
    cases.add(
        preset(
            "wu2025-fig1b",
            "train",
            "--seeds=1",
            "data.features=fixtures/clouds/features.npy",
            "data.labels=fixtures/clouds/labels.npy",
            "data.testFeatures=fixtures/clouds/test.npy",
            "data.testLabels=fixtures/clouds/test-labels.npy",
            "network.width=48",
            "network.features=8",
            "train.batch=16",
            "train.epochs=6"));
    cases.add(
        preset(
            "jacot2025-fig4",
            "train",
            digits,
            "--seeds=2",
            "data.samplesPerClass=12",
            "network.width=24",
            "train.epochs=6",
            "metrics.certificatesEvery=3",
            "metrics.testEvery=3",
            "metrics.gramFrames=3"));
    cases.add(
        preset(
            "angles",
            "train",
            digits,
            "--seeds=1",
            "data.samplesPerClass=12",
            "network.width=16",
            "train.epochs=4",
            "metrics.testEvery=2"));
    cases.add(
        preset(
            "jacot2025-provable",
            "train",
            "--seeds=1",
            "train.epochs=4",
            "train.stepsPerEpoch=20",
            "metrics.curvatureEvery=2",
            "metrics.certificatesEvery=2"));
    cases.add(
        preset(
            "jacot2025-two-phase",
            "train",
            "--seeds=1",
            "train.epochs=6",
            "train.stepsPerEpoch=10",
            "metrics.certificatesEvery=2"));
    cases.add(
        preset(
            "edge-of-stability",
            "sweep",
            "--seeds=1",
            "network.width=16",
            "train.epochs=4",
            "metrics.curvatureEvery=2",
            "metrics.layersEvery=2",
            "metrics.certificatesEvery=2"));
    for (String name : List.of("head-depth", "jacot2025-fig2", "jacot2025-fig3", "width-sweep")) {
      cases.add(
          preset(
              name,
              "sweep",
              digits,
              "--seeds=1",
              "data.samplesPerClass=10",
              "network.width=16",
              "train.epochs=2",
              "metrics.layersEvery=1",
              "metrics.testEvery=1"));
    }
    cases.add(
        preset(
            "pyramid", "sweep", digits, "--seeds=2", "data.samplesPerClass=10", "train.epochs=3"));
    cases.add(preset("jacot2025-lambda-sweep", "sweep", "--seeds=1", "train.epochs=2"));
    cases.add(
        preset("wu2025-beta-sweep", "sweep", "--seeds=1", "network.width=60", "train.epochs=2"));
    cases.add(
        preset(
            "wu2025-early-decrease", "sweep", "--seeds=2", "network.width=300", "train.epochs=10"));
    cases.add(
        preset(
            "wu2025-generalisation-mnist",
            "sweep",
            digits,
            "--seeds=1",
            "network.width=32",
            "train.epochs=4",
            "train.stepsPerEpoch=5"));
    cases.add(
        preset(
            "wu2025-generalisation",
            "sweep",
            "--seeds=1",
            "network.width=64",
            "train.epochs=4",
            "train.stepsPerEpoch=5",
            "data.testSamples=1000"));
    for (String name : List.of("wu2025-gibbs", "wu2025-gibbs-truncated")) {
      cases.add(
          preset(
              name,
              "sweep",
              "--seeds=1",
              "network.width=600",
              "train.epochs=4",
              "train.stepsPerEpoch=10"));
    }
    cases.add(
        preset(
            "wu2025-lemma45",
            "train",
            "--seeds=1",
            "network.width=500",
            "train.epochs=6",
            "train.stepsPerEpoch=10",
            "metrics.gramFrames=3"));
    cases.add(preset("wu2025-ornstein-uhlenbeck", "sweep", "--seeds=1", "train.epochs=4"));
    cases.add(
        preset(
            "wu2025-stationarity",
            "sweep",
            "--seeds=1",
            "train.epochs=3",
            "train.stepsPerEpoch=10"));
  }

  /** A preset with options, and values of keys. */
  private static Case preset(String name, String command, String... changes) {
    List<String> arguments = new ArrayList<>(List.of(command, name));
    for (String change : changes) {
      arguments.add(change.startsWith("--") ? change : "--set=" + change);
    }
    arguments.addAll(
        List.of("--threads=1", "--jobs=1", "--json", "--out=@/run".replace("@", name)));
    return Case.of(name).run(arguments);
  }

  private static void experiments(List<Case> cases) {
    for (String name : List.of("mean-field", "head", "cross-entropy", "tiny", "dead")) {
      Case run =
          Case.of("all-" + name)
              .run(
                  "train", "fixtures/" + name + ".yaml", "--threads=1", "--json", "--out", "@/run");
      cases.add(run.run("export", "@/run/seed-1", "--out", "@/exported", "--threads=1"));
    }
  }

  private static void measure(List<Case> cases) {
    for (String set :
        List.of(
            "clouds",
            "lone",
            "pairs",
            "two",
            "more-classes",
            "one-wide",
            "few",
            "balanced",
            "collapse-4",
            "collapse-7",
            "collapse-9",
            "collapse-12",
            "collapse-15",
            "collapsed",
            "far",
            "scale-320",
            "scale-200",
            "scale-160",
            "scale-150",
            "scale100",
            "scale152",
            "scale160",
            "scale300",
            "relu",
            "zero-class",
            "equal",
            "zeros",
            "broken")) {
      Case of = Case.of("measure-" + set);
      of = measured(of, set, "--all");
      of = measured(of, set, "--all", "--weights", "weights.npy", "--bias", "bias.npy");
      cases.add(measured(of, set, "--weights", "weights.npy"));
    }
    cases.add(
        measured(
            measured(
                Case.of("measure-test"),
                "clouds",
                "--all",
                "--weights",
                "weights.npy",
                "--bias",
                "bias.npy",
                "--test-features",
                "test.npy",
                "--test-labels",
                "test-labels.npy",
                "--ood-features",
                "ood.npy"),
            "clouds",
            "--ood-features",
            "ood.npy",
            "--weights",
            "weights.npy",
            "--out",
            "@/out"));
    Case other = Case.of("measure-other");
    for (String features : List.of("float32.npy", "features.csv", "epoch-*.npy")) {
      other =
          other.run(
              "measure",
              "--json",
              "--all",
              "--threads=1",
              "--features",
              "fixtures/clouds/" + features,
              "--labels",
              "fixtures/clouds/labels.npy",
              "--weights",
              "fixtures/clouds/weights.npy");
    }
    other = measured(other, "clouds", "--classes", "7", "--all");
    other = measured(other, "clouds", "--metrics", "nc1.vci,nc4.mismatch,nc1.total");
    other = measured(other, "clouds", "--metrics", "nc9");
    other = measured(other, "clouds", "--bias", "bias.npy");
    other = measured(other, "clouds", "--labels", "test-labels.npy", "--threads=2", "--all");
    cases.add(measured(other, "two", "--weights", "../clouds/weights.npy"));

    // Several tables in a file, W as wide as more than one of them.
    Case several =
        Case.of("measure-layers").from("all-head/exported").from("all-cross-entropy/exported");
    for (String of : List.of("all-head", "all-cross-entropy")) {
      String labels = "@/" + of + "/exported/labels.npy";
      String features = "@/" + of + "/exported/features.npz";
      String last =
          "@/" + of + "/exported/weights.safetensors:W_" + (of.equals("all-head") ? 5 : 3);
      several =
          several
              .run("measure", "--json", "--all", "--features", features, "--labels", labels)
              .run(
                  "measure",
                  "--json",
                  "--all",
                  "--features",
                  features,
                  "--labels",
                  labels,
                  "--weights",
                  last)
              .run(
                  "measure",
                  "--json",
                  "--all",
                  "--features",
                  features + ":layer-02",
                  "--labels",
                  labels,
                  "--weights",
                  last);
    }
    cases.add(several);
  }

  /** Measures a set of fixtures; names of files in {@code more} are of that set. */
  private static Case measured(Case to, String set, String... more) {
    List<String> arguments = new ArrayList<>(List.of("measure", "--json"));
    String at = "fixtures/" + set + "/";
    arguments.addAll(List.of("--features", at + "features.npy"));
    if (!Arrays.asList(more).contains("--labels")) {
      arguments.addAll(List.of("--labels", at + "labels.npy"));
    }
    if (!Arrays.asList(more).contains("--threads=2")) {
      arguments.add("--threads=1");
    }
    for (String argument : more) {
      arguments.add(argument.endsWith(".npy") ? at + argument : argument);
    }
    return to.run(arguments);
  }

  private static void certify(List<Case> cases) {
    Case certify = Case.of("certify-files").from("all-head/exported");
    String exported = "@/all-head/exported/";
    List<String> head =
        List.of(
            "certify",
            "--json",
            "--threads=1",
            "--features",
            exported + "features.npz:layer-02",
            "--labels",
            exported + "labels.npy",
            "--weights",
            exported + "weights.safetensors:W_3",
            "--weights",
            exported + "weights.safetensors:W_4",
            "--weights",
            exported + "weights.safetensors:W_5");
    certify = certify.run(head);
    certify =
        certify.run(
            with(
                head,
                "--input-norm=41.3",
                "--nonlinear-layers=2",
                "--ntk-norm=120",
                "--parameter-norm=9.5",
                "--lambda=0.18",
                "--c=50"));
    certify = certify.run(with(head, "--loss=cross-entropy", "--out", "@/out"));
    certify = certify.run(with(head, "--lambda=0"));
    for (String set :
        List.of("clouds", "collapse-9", "more-classes", "lone", "relu", "scale-160")) {
      String at = "fixtures/" + set + "/";
      certify =
          certify.run(
              "certify",
              "--json",
              "--features",
              at + "features.npy",
              "--labels",
              at + "labels.npy",
              "--weights",
              at + "weights.npy",
              "--bias",
              at + "bias.npy");
    }
    cases.add(certify.run("certify", "--json"));

    Case separability = Case.of("separability-files");
    for (String set : List.of("clouds", "two", "balanced", "few", "zeros", "lone", "scale100")) {
      String at = "fixtures/" + set + "/";
      separability =
          separability.run(
              "separability",
              "--json",
              "--threads=1",
              "--features",
              at + "features.npy",
              "--labels",
              at + "labels.npy");
    }
    cases.add(separability);
  }

  private static List<String> with(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return all;
  }

  /** Runs that the old build has written are opened. */
  private static void old(List<Case> cases) {
    for (String of :
        List.of(
            "wu2025-fig1a",
            "jacot2025-fig4",
            "jacot2025-provable",
            "all-head",
            "all-mean-field",
            "wu2025-lemma45",
            "wu2025-fig1b")) {
      String run = "@/" + of + "/run";
      cases.add(
          Case.of("old-" + of)
              .from(of + "/run")
              .run("resume", run, "--json", "--threads=1")
              .run("certify", run, "--json", "--threads=1")
              .run("export", run + "/seed-1", "--out", "@/exported", "--threads=1")
              .run("separability", run + "/seed-1", "--json", "--threads=1")
              .run("report", run, "--json"));
    }
    for (String of : List.of("edge-of-stability", "pyramid", "wu2025-gibbs")) {
      String run = "@/" + of + "/run";
      cases.add(
          Case.of("old-" + of)
              .from(of + "/run")
              .run("resume", run, "--json", "--threads=1", "--jobs=1")
              .run("report", run, "--json"));
    }
    for (Cut cut : CUTS) {
      String run = "@/" + cut.name() + "/run";
      cases.add(
          Case.of("old-" + cut.name())
              .from(cut.name() + "/run")
              .run("report", run, "--json")
              .run("resume", run, "--json", "--threads=1", "--jobs=1")
              .run("report", run, "--json"));
    }
    // The same command again: nothing is left to do.
    cases.add(
        Case.of("old-again")
            .from("all-head/run")
            .run(
                "train", "fixtures/head.yaml", "--threads=1", "--json", "--out", "@/all-head/run"));
  }
}
