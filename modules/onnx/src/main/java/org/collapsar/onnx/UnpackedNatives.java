package org.collapsar.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.collapsar.data.DataDirectory;
import org.collapsar.files.io.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The runtime's native libraries where it can load them. The runtime would unpack them itself, 28
 * MB at every start, and leave them until Java ends in good order, which it does not when it is
 * interrupted; then an empty folder is left. Here they stay in the user's cache directory, where
 * that is possible ({@link KeptNatives}), and are unpacked for as long as loading takes where it is
 * not. On Linux a library that is loaded needs no name.
 */
final class UnpackedNatives implements AutoCloseable {
  private static final String PLACE = "onnxruntime.native.path";
  private static final List<String> LIBRARIES =
      List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");

  private final @Nullable Path directory;
  private final boolean kept;

  private UnpackedNatives(@Nullable Path directory, boolean kept) {
    this.directory = directory;
    this.kept = kept;
    if (directory != null) {
      System.setProperty(PLACE, directory.toString());
    }
  }

  /** Finds or unpacks them; leaves it to the runtime where its libraries are others. */
  static UnpackedNatives make() {
    String machine = System.getProperty("os.arch").equals("amd64") ? "linux-x64" : "linux-aarch64";
    String folder = "/ai/onnxruntime/native/" + machine + "/";
    boolean plain =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty(PLACE) == null
            && OrtEnvironment.class.getResource(folder + LIBRARIES.get(0)) != null
            && OrtEnvironment.class.getResource(folder + "libonnxruntime_providers_shared.so")
                == null;
    if (!plain) {
      return new UnpackedNatives(null, false);
    }
    Path found = kept(machine, folder);
    return found != null ? new UnpackedNatives(found, true) : unpacked(folder);
  }

  /** A folder in the cache from which the runtime can be loaded, which has been tried. */
  private static @Nullable Path kept(String machine, String folder) {
    try {
      List<KeptNatives.Library> libraries = new ArrayList<>();
      StringBuilder name = new StringBuilder("onnxruntime-" + machine);
      for (String library : LIBRARIES) {
        String resource = folder + library;
        URL url = OrtEnvironment.class.getResource(resource);
        if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
          return null;
        }
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
          ZipEntry entry = jar.getEntry(connection.getEntryName());
          if (entry == null) {
            return null;
          }
          libraries.add(
              new KeptNatives.Library(
                  library, entry.getSize(), entry.getCrc(), () -> open(resource)));
          name.append("-%08x".formatted(entry.getCrc()));
        }
      }
      Path place = DataDirectory.userCache().resolve("collapsar").resolve(name.toString());
      Path found = KeptNatives.in(place, libraries);
      if (found != null) {
        // A second time it is there already. A file system may forbid to run what lies in it.
        System.load(found.resolve(LIBRARIES.get(0)).toString());
      }
      return found;
    } catch (IOException | UnsatisfiedLinkError e) {
      return null;
    }
  }

  private static UnpackedNatives unpacked(String folder) {
    UnpackedNatives made = null;
    try {
      Path directory = Files.createTempDirectory("collapsar-onnxruntime");
      made = new UnpackedNatives(directory, false);
      for (String library : LIBRARIES) {
        try (InputStream in = open(folder + library)) {
          Files.copy(in, directory.resolve(library));
        }
      }
      return made;
    } catch (IOException e) {
      if (made != null) {
        made.close();
      }
      throw Unreadable.file(Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = OrtEnvironment.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("no " + resource + " in the jar of ONNX Runtime");
    }
    return in;
  }

  @Override
  public void close() {
    if (directory == null) {
      return;
    }
    System.clearProperty(PLACE);
    if (kept) {
      return;
    }
    try {
      for (String library : LIBRARIES) {
        Files.deleteIfExists(directory.resolve(library));
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // Left behind, as the runtime would have.
    }
  }
}
