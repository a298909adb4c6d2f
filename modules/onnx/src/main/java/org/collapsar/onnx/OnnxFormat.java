package org.collapsar.onnx;

import java.io.IOException;
import java.nio.file.Path;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.OnnxStart;
import org.collapsar.model.ModelFormat;
import org.collapsar.model.TrainedModel;

/** ONNX, the format that every framework exports. */
public final class OnnxFormat implements ModelFormat {

  @Override
  public String name() {
    return "ONNX";
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return OnnxStart.matches(file);
  }

  @Override
  public TrainedModel open(Path path) throws IOException {
    return OnnxModel.open(path);
  }
}
