package org.collapsar.torch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.TorchScriptStart;
import org.collapsar.model.ModelFormat;
import org.collapsar.model.TrainedModel;

/** Networks of torch.jit.save, run by libtorch: programs, which have to be trusted. */
public final class TorchScriptFormat implements ModelFormat {
  @Override
  public String name() {
    return "TorchScript";
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return TorchScriptStart.matches(file);
  }

  @Override
  public boolean runsCode() {
    return true;
  }

  @Override
  public TrainedModel open(Path path) throws IOException {
    try {
      return new TorchScriptModel(path, ScriptSignature.of(path));
    } catch (ZipException e) {
      EOFException cut = new EOFException(e.getMessage());
      cut.initCause(e);
      throw cut;
    }
  }
}
