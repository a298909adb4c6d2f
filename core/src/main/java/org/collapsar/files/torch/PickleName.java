package org.collapsar.files.torch;

/**
 * A class or function that a pickle names. It is never looked up, loaded or called.
 *
 * @param module as Python calls it, with Python 2's names of modules as Python 3 has them
 */
record PickleName(String module, String name) {

  static PickleName of(String module, String name) {
    return new PickleName(
        switch (module) {
          case "__builtin__" -> "builtins";
          case "copy_reg" -> "copyreg";
          default -> module;
        },
        name);
  }

  @Override
  public String toString() {
    return module + "." + name;
  }
}
