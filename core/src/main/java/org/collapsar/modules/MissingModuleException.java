package org.collapsar.modules;

import org.collapsar.BadInputException;

/** Thrown when a request needs a module that is not here. */
public final class MissingModuleException extends BadInputException {
  private static final long serialVersionUID = 1L;

  private final String need;
  private final transient ModuleInfo module;

  /**
   * Says what needs which module, and how to get it: "features.h5 (HDF5) needs the module hdf5 (2
   * MB); get it with ..".
   *
   * @param what asks for it
   * @param module that is not here
   */
  public MissingModuleException(String what, ModuleInfo module) {
    this(what + " needs the module " + module.nameAndSize(), module, module.howToGet());
  }

  private MissingModuleException(String need, ModuleInfo module, String howToGet) {
    super(need + "; " + howToGet);
    this.need = need;
    this.module = module;
  }

  /** {@return the message up to how one gets the module} */
  public String need() {
    return need;
  }

  /** {@return the module that is missing} */
  public ModuleInfo module() {
    return module;
  }
}
