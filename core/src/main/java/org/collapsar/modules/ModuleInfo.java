package org.collapsar.modules;

import java.util.Locale;

/**
 * Module that is fetched on demand.
 *
 * @param name of the module: its directory below {@code modules}, its Maven profile, the end of its
 *     artifact {@code collapsar-NAME} and of its package {@code org.collapsar.NAME}
 * @param asks what asks for it, such as "HDF5 files, Keras .h5"
 * @param megabytes about as much is fetched
 */
public record ModuleInfo(String name, String asks, int megabytes) {

  /** Whether a class of this package is code of the module. */
  boolean owns(String packageName) {
    String root = "org.collapsar." + name;
    return packageName.equals(root) || packageName.startsWith(root + ".");
  }

  /**
   * {@return how one gets the module} By the launcher, which says where it is ({@code
   * collapsar.launcher}); by files in the lib of a distribution ({@code collapsar.library});
   * otherwise from Maven.
   */
  public String howToGet() {
    if (System.getProperty(Modules.LAUNCHER) != null) {
      return "get it with ./collapsar modules add " + name;
    }
    if (System.getProperty(Modules.LIBRARY) != null) {
      return "put its jars into lib/" + name + " (collapsar modules says how)";
    }
    return "put org.collapsar:collapsar-" + name + " on the class path";
  }

  /** {@return name and size as in lists: "hdf5 (2 MB)"} */
  public String nameAndSize() {
    return String.format(Locale.ROOT, "%s (%d MB)", name, megabytes);
  }
}
