package org.collapsar.modules;

import org.collapsar.BadInputException;

/** What a user asked for needs a module that is not here. */
public final class MissingModuleException extends BadInputException {
  private static final long serialVersionUID = 1L;

  private final transient ModuleInfo module;

  /**
   * For example "features.h5 (HDF5) needs the module hdf5 (2 MB); get it with ..".
   *
   * @param what asks for it
   */
  public MissingModuleException(String what, ModuleInfo module) {
    super(what + " needs the module " + module.nameAndSize() + "; " + module.howToGet());
    this.module = module;
  }

  /** What is missing. */
  public ModuleInfo module() {
    return module;
  }
}
