package org.collapsar.torch;

import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.Modules;

/** The module torch. */
public final class TorchModule implements InstalledModule {

  @Override
  public String name() {
    return Modules.TORCH.name();
  }

  /** Loads the natives, which say their version. */
  @Override
  public String library() {
    return Libtorch.name();
  }
}
