package org.collapsar.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.collapsar.BadInputException;
import org.collapsar.files.ArrayFormats;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.OnnxStart;
import org.collapsar.files.format.TorchScriptStart;
import org.collapsar.files.io.Unreadable;
import org.collapsar.modules.MissingModuleException;
import org.collapsar.modules.Modules;

/** Opener of files of trained networks, whatever their format. */
public final class Models {
  private Models() {}

  /**
   * Opens the network in a file that holds no program.
   *
   * @param path of the file
   * @return a model, not running yet
   * @throws MissingModuleException when it needs a module that is not here
   * @throws BadInputException when it is no model, is damaged, or asks for what is refused
   */
  public static TrainedModel open(Path path) {
    return open(path, false);
  }

  /**
   * Opens the network in a file.
   *
   * @param path of the file
   * @param trusted whether a program in it may be executed ({@link ModelFormat#runsCode})
   * @return a model, not running yet
   * @throws MissingModuleException when it needs a module that is not here
   * @throws BadInputException when it is no model, is damaged, or asks for what is refused
   */
  public static TrainedModel open(Path path, boolean trusted) {
    try (InputFile file = InputFile.open(path)) {
      Optional<ModelFormat> format = format(file);
      boolean script = format.isEmpty() && TorchScriptStart.matches(file);
      if (!trusted && (script || format.map(ModelFormat::runsCode).orElse(false))) {
        throw new BadInputException(
            path
                + ": expected --trust-model, as a TorchScript network is a program that can do"
                + " what you can, also while it is loaded, found none; a model in ONNX needs no"
                + " trust");
      }
      if (script) {
        throw new MissingModuleException(path + " (a TorchScript network)", Modules.TORCH);
      }
      if (format.isEmpty()) {
        if (OnnxStart.matches(file)) {
          throw new MissingModuleException(path + " (an ONNX network)", Modules.ONNX);
        }
        throw new BadInputException(
            path + ": expected a model in ONNX or TorchScript, found " + found(file));
      }
      if (file.isPipe()) {
        throw new BadInputException(path + ": expected a file, found a pipe");
      }
      return format.get().open(path);
    } catch (EOFException e) {
      throw new BadInputException(path + ": expected a whole model, found one that is cut", e);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
  }

  private static Optional<ModelFormat> format(InputFile file) throws IOException {
    List<ModelFormat> formats = Modules.services(ModelFormat.class);
    for (ModelFormat format : formats) {
      if (format.recognises(file)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  private static String found(InputFile file) throws IOException {
    if (file.isEmpty()) {
      return "an empty file";
    }
    try {
      return ArrayFormats.of(file).name();
    } catch (BadInputException unknown) {
      return "something else";
    }
  }
}
