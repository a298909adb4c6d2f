package org.collapsar.modules;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.NearestName;

/**
 * List of the modules that are fetched on demand, and of what those that are here bring. A module
 * is a directory below {@code modules}, a Maven profile of its name, and one line in {@link #ALL}.
 *
 * <p>A look-up opens every jar of the class path, some milliseconds: ask only when nothing of core
 * serves.
 */
public final class Modules {
  /** System property: where the launcher of a source tree is, which can build modules. */
  public static final String LAUNCHER = "collapsar.launcher";

  /** System property: the lib of a distribution, which has a directory for each module. */
  public static final String LIBRARY = "collapsar.library";

  /** System property: names, with commas between, of modules built for other sources. */
  public static final String STALE = "collapsar.modules.stale";

  /** HDF5 and what is HDF5 inside, by jHDF. */
  public static final ModuleInfo HDF5 =
      new ModuleInfo("hdf5", "HDF5 files, Keras .h5, MATLAB 7.3", 2);

  /** MATLAB before 7.3, by MFL. */
  public static final ModuleInfo MATLAB =
      new ModuleInfo("matlab", "MATLAB .mat files before 7.3", 1);

  /** Parquet, by its reference implementation. */
  public static final ModuleInfo PARQUET =
      new ModuleInfo("parquet", "Parquet files of pandas, Spark, Arrow", 39);

  /** ONNX models, run by ONNX Runtime. */
  public static final ModuleInfo ONNX = new ModuleInfo("onnx", "ONNX models, run and measured", 54);

  /** Convolutional networks, trained by libtorch through DJL. */
  public static final ModuleInfo TORCH =
      new ModuleInfo("torch", "convolutional networks trained by libtorch, TorchScript", 118);

  /** A server that shows runs while they train, by Jetty. */
  public static final ModuleInfo SERVE = new ModuleInfo("serve", "live pages of runs: serve", 3);

  /** Measurement on Apache Spark. */
  public static final ModuleInfo SPARK =
      new ModuleInfo("spark", "features in data sets of Apache Spark", 297);

  /** Every module; the order is that of lists and of what they bring. */
  public static final List<ModuleInfo> ALL =
      List.of(HDF5, MATLAB, PARQUET, ONNX, TORCH, SERVE, SPARK);

  private Modules() {}

  /** {@return the names in {@link #ALL}} */
  public static List<String> names() {
    return names(ALL);
  }

  /**
   * Looks up a module.
   *
   * @param name in {@link #ALL}
   * @return its entry
   * @throws BadInputException if there is none
   */
  public static ModuleInfo named(String name) {
    return find(ALL, name)
        .orElseThrow(
            () ->
                new BadInputException(
                    "expected one of the modules "
                        + String.join(", ", names())
                        + ", found "
                        + name
                        + NearestName.hint(name, names())));
  }

  /**
   * Tells whether a module is on the class path.
   *
   * @param name in {@link #ALL}
   * @return true where it can be used
   */
  public static boolean present(String name) {
    return installed().stream().anyMatch(m -> m.name().equals(name));
  }

  /**
   * Finds out whether a module is here, and can be used.
   *
   * @param module of {@link #ALL}
   * @return its state
   */
  public static ModuleState state(ModuleInfo module) {
    if (present(module.name())) {
      return ModuleState.PRESENT;
    }
    if (isOnPath(module, System.getProperty("java.class.path", ""))) {
      return ModuleState.BROKEN;
    }
    boolean stale = List.of(System.getProperty(STALE, "").split(",", -1)).contains(module.name());
    return stale ? ModuleState.STALE : ModuleState.ABSENT;
  }

  /** Whether a class path has the module's jar, whatever is in it. */
  static boolean isOnPath(ModuleInfo module, String classPath) {
    String jar = "collapsar-" + module.name() + "-";
    return Arrays.stream(classPath.split(File.pathSeparator, -1))
        .map(entry -> new File(entry).getName())
        .anyMatch(name -> name.startsWith(jar) && name.endsWith(".jar"));
  }

  /**
   * Asks for a module.
   *
   * @param module of {@link #ALL}
   * @param what needs it, as the message begins
   * @throws MissingModuleException if it is not here
   */
  public static void require(ModuleInfo module, String what) {
    if (!present(module.name())) {
      throw new MissingModuleException(what, module);
    }
  }

  /** {@return what each module that is here says of itself, in the order of {@link #ALL}} */
  public static List<InstalledModule> installed() {
    return services(InstalledModule.class);
  }

  /**
   * Finds what the modules that are here bring of a kind. Only packages of modules in {@link #ALL}
   * are looked at, whatever else lies on the class path.
   *
   * @param <S> the kind
   * @param service its interface
   * @return one instance of each, in the order of {@link #ALL}
   * @throws FailedException if a module was built for another version of this program
   */
  public static <S> List<S> services(Class<S> service) {
    return services(service, ALL, Modules.class.getClassLoader());
  }

  static <S> List<S> services(Class<S> service, List<ModuleInfo> table, ClassLoader loader) {
    List<ServiceLoader.Provider<S>> providers;
    try {
      providers = ServiceLoader.load(service, loader).stream().toList();
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new FailedException("a module does not fit this program: " + e.getMessage(), e);
    }
    List<S> found = new ArrayList<>();
    for (ModuleInfo module : table) {
      for (ServiceLoader.Provider<S> provider : providers) {
        if (module.owns(provider.type().getPackageName())) {
          found.add(instance(provider, module));
        }
      }
    }
    return List.copyOf(found);
  }

  private static <S> S instance(ServiceLoader.Provider<S> provider, ModuleInfo module) {
    try {
      return provider.get();
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new FailedException(
          "the module " + module.name() + " does not fit this program: " + e.getMessage(), e);
    }
  }

  private static Optional<ModuleInfo> find(List<ModuleInfo> table, String name) {
    return table.stream().filter(m -> m.name().equals(name)).findFirst();
  }

  private static List<String> names(List<ModuleInfo> table) {
    return table.stream().map(ModuleInfo::name).toList();
  }
}
