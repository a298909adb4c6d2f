package org.collapsar.onnx;

import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.Modules;

/** The module onnx. */
public final class OnnxModule implements InstalledModule {

  @Override
  public String name() {
    return Modules.ONNX.name();
  }

  /** Loads the natives, which say their version. */
  @Override
  public String library() {
    return OrtRuntime.name();
  }
}
