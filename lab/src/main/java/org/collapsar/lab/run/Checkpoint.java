package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.format.TensorInfo;
import org.collapsar.lab.document.LaterVersionException;
import org.collapsar.lab.learner.LearnerState;
import org.collapsar.linalg.Precision;

/**
 * The state of a run after an epoch, in a file: what its learner goes on from, by name.
 *
 * @param epoch the number of epochs done
 */
record Checkpoint(int epoch, LearnerState state) {
  private static final String EPOCH = "epoch";
  private static final String VERSION_KEY = "version";

  /** What this program reads and writes. Files of version 1 do not say it, later ones have to. */
  private static final int VERSION = 1;

  /**
   * Reads a file.
   *
   * @throws BadInputException if it is no checkpoint
   * @throws LaterVersionException if a later version of the program wrote it
   */
  static Checkpoint read(Path file) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      checkVersion(file, tensors.metadata().getOrDefault(VERSION_KEY, "1"));
      String epoch = tensors.metadata().getOrDefault(EPOCH, "nothing");
      if (!epoch.matches("\\d{1,9}")) {
        throw new BadInputException(
            file + ": expected metadata with an epoch, found " + epoch + ": --force starts over");
      }
      Map<String, LearnerState.Array> arrays = new LinkedHashMap<>();
      for (TensorInfo tensor : tensors.tensors()) {
        arrays.put(
            tensor.name(),
            new LearnerState.Array(
                tensor.shape(), tensors.values(tensor.name()), Precision.FLOAT64, false));
      }
      return new Checkpoint(Integer.parseInt(epoch), new LearnerState(arrays));
    }
  }

  private static void checkVersion(Path file, String found) {
    if (!found.matches("[1-9]\\d{0,8}")) {
      throw new BadInputException(
          file + ": expected metadata with a version, found " + found + ": --force starts over");
    }
    if (Integer.parseInt(found) > VERSION) {
      throw new LaterVersionException(
          file + ": expected a checkpoint of version " + VERSION + ", found version " + found);
    }
  }

  /** Writes the file, each array in its precision, which loses nothing. */
  void write(Path file) {
    List<Tensor> tensors = new ArrayList<>();
    state
        .arrays()
        .forEach((name, a) -> tensors.add(Tensor.of(name, a.shape(), a.values(), a.precision())));
    Safetensors.write(file, Map.of(EPOCH, Integer.toString(epoch)), tensors);
  }

  /**
   * Whether it is the state of a learner.
   *
   * @param expected its present state
   * @param toTrain whether it is to go on; else what only training needs is not looked at
   * @throws BadInputException if not
   */
  void checkFits(LearnerState expected, boolean toTrain, Path file) {
    expected
        .arrays()
        .forEach(
            (name, array) -> {
              LearnerState.Array found = state.arrays().get(name);
              if ((toTrain || !array.training())
                  && (found == null || !found.shape().equals(array.shape()))) {
                throw new BadInputException(
                    file
                        + ": expected "
                        + name
                        + " "
                        + array.shape()
                        + " for the configuration in run.json, found "
                        + (found == null ? "nothing of that name" : found.shape())
                        + ": --force starts over");
              }
            });
    for (String name : state.arrays().keySet()) {
      if (!expected.arrays().containsKey(name)) {
        throw new BadInputException(
            file
                + ": expected the tensors of the configuration in run.json, found "
                + name
                + " as well: --force starts over");
      }
    }
  }
}
