package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.run.WhatExists;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What reproduce, train and sweep have in common. */
final class ExperimentOptions {
  @Option(names = "--full", description = "Use the paper's sizes instead of the quick form.")
  boolean full;

  @Option(
      names = "--data",
      paramLabel = "NAME",
      description =
          "Another data set: mnist, fashion-mnist, cifar10, cifar100, cifar100-coarse or digits"
              + " (built in), with :PATH behind it where its files are; images:PATH for pictures in"
              + " a folder or an archive.")
  @Nullable String data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key, for example train.epochs=3; repeatable.")
  List<String> set = new ArrayList<>();

  @Option(
      names = "--metrics",
      paramLabel = "ID,..",
      description = "Add these metrics to metrics.csv; 'collapsar measure --explain' lists all.")
  @Nullable String metrics;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Number of runs; in a sweep, per cell.")
  @Nullable String seeds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: ./runs/ID).")
  @Nullable String out;

  @Option(names = "--force", description = "Start over and replace existing runs.")
  boolean force;

  /** What is done with runs that are there: what the command does, unless --force is given. */
  WhatExists whatExists(WhatExists otherwise) {
    return force ? WhatExists.REPLACE : otherwise;
  }

  /** The overrides, in the order in which they are applied. */
  List<ConfigOverride> overrides(Terminal terminal) {
    return overrides(terminal, true);
  }

  /** The same without another data set, for experiments whose data are no data set. */
  List<ConfigOverride> withoutData(Terminal terminal) {
    return overrides(terminal, false);
  }

  private List<ConfigOverride> overrides(Terminal terminal, boolean withData) {
    List<ConfigOverride> overrides = new ArrayList<>();
    for (String keyValue : set) {
      overrides.add(ConfigOverride.parse(keyValue));
    }
    if (data != null && withData) {
      overrides.addAll(data(terminal, data));
    }
    if (metrics != null) {
      // A comma alone is no YAML, and whoever typed it does not know that it is read as such.
      if (metrics.matches("[\\s,]*")) {
        throw MetricOptions.bad("none");
      }
      overrides.add(new ConfigOverride("--metrics " + metrics, "metrics.columns", metrics));
    }
    if (seeds != null) {
      overrides.add(new ConfigOverride("--seeds " + seeds, "seeds", seeds));
    }
    return overrides;
  }

  /** Of NAME, or of NAME:PATH, as {@code measure} takes it. */
  private static List<ConfigOverride> data(Terminal terminal, String data) {
    String argument = "--data " + data;
    int colon = data.indexOf(':');
    if (colon < 0) {
      return List.of(new ConfigOverride(argument, "data.name", data));
    }
    String path = terminal.resolve(Terminal.named("--data", data.substring(colon + 1))).toString();
    return List.of(
        new ConfigOverride(argument, "data.name", data.substring(0, colon)),
        // A text, whatever YAML would make of its letters.
        new ConfigOverride(argument, "data.path", TextNode.valueOf(path).toString()));
  }
}
