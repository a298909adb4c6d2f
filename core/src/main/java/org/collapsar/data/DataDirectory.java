package org.collapsar.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Place of fetched data, with a directory for each data set.
 *
 * @param root need not exist
 */
public record DataDirectory(Path root) {

  /**
   * Chooses the directory: the one given, else the environment's COLLAPSAR_DATA, else "collapsar"
   * in the user's cache directory.
   *
   * @param given by the user, or null
   * @return an absolute path, which need not exist
   */
  public static DataDirectory resolve(@Nullable Path given) {
    return resolve(
        given,
        System.getenv(),
        System.getProperty("os.name", ""),
        System.getProperty("user.home", "."));
  }

  static DataDirectory resolve(
      @Nullable Path given, Map<String, String> environment, String system, String userHome) {
    if (given != null) {
      return new DataDirectory(given.toAbsolutePath());
    }
    String variable = set(environment, "COLLAPSAR_DATA");
    Path root =
        variable != null
            ? Path.of(variable)
            : cache(environment, system, userHome).resolve("collapsar");
    return new DataDirectory(root.toAbsolutePath());
  }

  /**
   * Names the directory of this user for what programs can make again.
   *
   * @return a path that need not exist
   */
  public static Path userCache() {
    return cache(
        System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", "."));
  }

  /**
   * {@return the directory of one data set}
   *
   * @param name of the data set
   */
  public Path of(String name) {
    return root.resolve(name);
  }

  private static Path cache(Map<String, String> environment, String system, String userHome) {
    // The JVM takes user.home from the account and not from HOME, which is what a user changes.
    String home = set(environment, "HOME");
    Path base = Path.of(home != null ? home : userHome);
    String os = system.toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      String local = set(environment, "LOCALAPPDATA");
      return local != null ? Path.of(local) : Path.of(userHome, "AppData", "Local");
    }
    if (os.startsWith("mac")) {
      return base.resolve("Library").resolve("Caches");
    }
    String xdg = set(environment, "XDG_CACHE_HOME");
    // The XDG specification says that a relative path is to be ignored.
    return xdg != null && Path.of(xdg).isAbsolute() ? Path.of(xdg) : base.resolve(".cache");
  }

  private static @Nullable String set(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value;
  }
}
