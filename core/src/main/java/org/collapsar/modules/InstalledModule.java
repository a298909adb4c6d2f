package org.collapsar.modules;

/**
 * Description that a module gives of itself. Each has one, named in its {@code META-INF/services}:
 * by this {@link Modules} knows that the module is here.
 */
public interface InstalledModule {

  /** {@return the name in {@link Modules#ALL}} */
  String name();

  /**
   * Tries the least that shows that the library of the module works on this machine: natives are
   * loaded, the smallest thing is done.
   *
   * @return name and version of the library, for example "jHDF 0.10.0"
   * @throws Exception what the library throws where it does not work; so may any {@link Error} that
   *     comes of linking
   */
  String library() throws Exception;
}
