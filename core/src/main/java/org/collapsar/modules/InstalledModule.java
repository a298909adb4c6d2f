package org.collapsar.modules;

/**
 * The description that a module gives of itself. Each has one, named in its {@code
 * META-INF/services}: by this {@link Modules} knows that the module is here.
 */
public interface InstalledModule {

  /** Its name in {@link Modules#ALL}. */
  String name();

  /**
   * Name and version of its library, for example "jHDF 0.10.0", after the least that shows that the
   * library works on this machine: natives are loaded, the smallest thing is done.
   *
   * @throws Exception what the library throws where it does not work; so may any {@link Error} that
   *     comes of linking
   */
  String library() throws Exception;
}
