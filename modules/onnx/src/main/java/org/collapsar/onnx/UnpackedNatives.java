package org.collapsar.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.files.io.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The runtime's native libraries where it can load them, for as long as that takes. The runtime
 * would unpack them itself, 28 MB, and leave them until Java ends in good order, which it does not
 * when it is interrupted; then an empty folder is left. On Linux a library that is loaded needs no
 * name.
 */
final class UnpackedNatives implements AutoCloseable {
  private static final String PLACE = "onnxruntime.native.path";
  private static final List<String> LIBRARIES =
      List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");

  private final @Nullable Path directory;

  private UnpackedNatives(@Nullable Path directory) {
    this.directory = directory;
  }

  /** Unpacks them; leaves it to the runtime where its libraries are others. */
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
      return new UnpackedNatives(null);
    }
    UnpackedNatives made = null;
    try {
      made = new UnpackedNatives(Files.createTempDirectory("collapsar-onnxruntime"));
      made.unpack(folder);
      return made;
    } catch (IOException e) {
      if (made != null) {
        made.close();
      }
      throw Unreadable.file(Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  private void unpack(String folder) throws IOException {
    if (directory == null) {
      return;
    }
    for (String library : LIBRARIES) {
      try (InputStream in = OrtEnvironment.class.getResourceAsStream(folder + library)) {
        if (in == null) {
          throw new IOException("no " + library + " in the jar of ONNX Runtime");
        }
        Files.copy(in, directory.resolve(library));
      }
    }
    System.setProperty(PLACE, directory.toString());
  }

  @Override
  public void close() {
    if (directory == null) {
      return;
    }
    System.clearProperty(PLACE);
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
