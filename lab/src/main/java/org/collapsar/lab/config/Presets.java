package org.collapsar.lab.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;

/** List of the experiments that come with the program, named after paper and figure. */
public final class Presets {
  /** Ids of all of them, in the order in which they are listed and run. */
  public static final List<String> IDS =
      List.of(
          "wu2025-fig1a",
          "wu2025-fig1b",
          "jacot2025-fig4",
          "jacot2025-fig2",
          "jacot2025-fig3",
          "width-sweep",
          "pyramid",
          "head-depth",
          "angles",
          "jacot2025-two-phase",
          "jacot2025-provable",
          "jacot2025-lambda-sweep",
          "edge-of-stability",
          "wu2025-lemma45",
          "wu2025-beta-sweep",
          "wu2025-early-decrease",
          "wu2025-stationarity",
          "wu2025-ornstein-uhlenbeck",
          "wu2025-gibbs",
          "wu2025-gibbs-truncated",
          "wu2025-generalisation",
          "wu2025-generalisation-mnist",
          "jacot2025-fig1",
          "jacot2025-fig2-resnet20",
          "jacot2025-fig5",
          "wu2025-appendixE",
          "architectures",
          "pyramid-resnet",
          "depth");

  /** The headline figures, which {@code reproduce} runs when not told otherwise. */
  public static final List<String> HEADLINE = List.of("wu2025-fig1a", "jacot2025-fig4");

  private Presets() {}

  /**
   * Reads a preset that varies nothing.
   *
   * @param id one of {@link #IDS}
   * @param full whether the sizes of the paper are taken
   * @param overrides applied last, in order
   * @return the experiment
   * @throws BadInputException if there is none of this id, it is a sweep, or an override is not as
   *     expected
   */
  public static Experiment read(String id, boolean full, List<ConfigOverride> overrides) {
    return readSweep(id, full, overrides).single(id);
  }

  /**
   * Reads a preset, sweep or not.
   *
   * @param id one of {@link #IDS}
   * @param full whether the sizes of the paper are taken
   * @param overrides applied last, in order
   * @return the sweep; one without axes where the preset varies nothing
   * @throws BadInputException if there is none of this id, or an override is not as expected
   */
  public static Sweep readSweep(String id, boolean full, List<ConfigOverride> overrides) {
    if (!IDS.contains(id)) {
      throw new BadInputException(unavailable(id));
    }
    String resource = "presets/" + id + ".yaml";
    return SweepReader.read(resource, text(resource), full, overrides);
  }

  /**
   * Reads a preset by its id or a YAML file by its path.
   *
   * @param presetOrFile id or path
   * @param workingDirectory that a path is relative to
   * @param full whether the sizes of the paper are taken
   * @param overrides applied last, in order
   * @return the sweep; one without axes where nothing is varied
   * @throws BadInputException if it is neither, or anything in it is not as expected
   */
  public static Sweep readPresetOrFile(
      String presetOrFile, Path workingDirectory, boolean full, List<ConfigOverride> overrides) {
    if (IDS.contains(presetOrFile)) {
      return readSweep(presetOrFile, full, overrides);
    }
    boolean looksLikeFile =
        presetOrFile.endsWith(".yaml")
            || presetOrFile.endsWith(".yml")
            || presetOrFile.contains("/")
            || Files.exists(workingDirectory.resolve(presetOrFile));
    if (!looksLikeFile) {
      throw new BadInputException(unavailable(presetOrFile));
    }
    return SweepReader.readFile(workingDirectory.resolve(presetOrFile), full, overrides);
  }

  private static String unavailable(String id) {
    return "expected one of the presets "
        + String.join(", ", IDS)
        + ", found "
        + id
        + NearestName.hint(id, IDS);
  }

  /**
   * {@return the YAML of a preset, comments and all}
   *
   * @param id one of {@link #IDS}
   * @throws BadInputException if there is none of this id
   */
  public static String yaml(String id) {
    if (!IDS.contains(id)) {
      throw new BadInputException(unavailable(id));
    }
    return text("presets/" + id + ".yaml");
  }

  private static String text(String resource) {
    try (InputStream in = Presets.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
