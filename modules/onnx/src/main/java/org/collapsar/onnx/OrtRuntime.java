package org.collapsar.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.model.ModelDevice;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime on this machine, and how networks are run by it. */
final class OrtRuntime {
  private static final String FOLDER_OF_WEIGHTS =
      "session.model_external_initializers_file_folder_path";

  private static final int LONGEST = 400;
  private static final long STACK = 8L << 20;

  /** Measured: some 270 bytes. */
  private static final long STACK_PER_LETTER = 1024;

  private static @Nullable OrtEnvironment environment;

  private OrtRuntime() {}

  /**
   * The runtime, whose natives are loaded by the first call. What it would tell standard error is
   * in its exceptions as well.
   *
   * <p>When it is made, ONNX Runtime 1.29 looks through the command line of its process by a
   * regular expression that goes one call deeper per letter. A class path of 4000 letters then
   * leaves the stack of a thread of Java's, and the JVM ends without a word; so the thread that
   * makes it gets a stack for as many letters as there are.
   *
   * @throws FailedException where they cannot be loaded
   */
  static synchronized OrtEnvironment environment() {
    OrtEnvironment known = environment;
    if (known != null) {
      return known;
    }
    OrtEnvironment[] made = new OrtEnvironment[1];
    LinkageError[] failure = new LinkageError[1];
    RuntimeException[] noRoom = new RuntimeException[1];
    Thread maker =
        new Thread(
            null,
            () -> {
              try (UnpackedNatives unpacked = UnpackedNatives.make()) {
                made[0] = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
              } catch (LinkageError e) {
                failure[0] = e;
              } catch (FailedException | BadInputException e) {
                noRoom[0] = e;
              }
            },
            "onnxruntime",
            STACK + STACK_PER_LETTER * lettersOfCommandLine());
    maker.start();
    try {
      maker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException("ONNX Runtime: loading was interrupted", e);
    }
    if (noRoom[0] != null) {
      throw noRoom[0];
    }
    OrtEnvironment ready = made[0];
    if (ready == null) {
      throw new FailedException(
          "ONNX Runtime: expected natives that run on this machine, found that they do not load: "
              + failure[0],
          failure[0]);
    }
    environment = ready;
    return ready;
  }

  private static long lettersOfCommandLine() {
    try (InputStream in = Files.newInputStream(Path.of("/proc/self/cmdline"))) {
      return in.readAllBytes().length;
    } catch (IOException e) {
      // Not Linux, where alone the runtime looks there.
      return 0;
    }
  }

  /** Name and version. */
  static String name() {
    return "ONNX Runtime " + environment().getVersion();
  }

  /**
   * How a network is run. Whatever could change its digits is fixed here: the level of optimisation
   * and the threads.
   *
   * @param threads within an operator
   * @param folder where the files with the weights are, null where there are none
   * @throws FailedException when the device is not there
   */
  static SessionOptions options(ModelDevice device, int threads, @Nullable Path folder)
      throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
    options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    // Threads that wait for each other by spinning take the processor from those that decode
    // images.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.setDeterministicCompute(true);
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    if (folder != null) {
      // Of a model in memory it would look for them in the working directory, or say that it has
      // no path, as its optimisers need the numbers or not.
      options.addConfigEntry(FOLDER_OF_WEIGHTS, folder.toString());
    }
    if (device.kind() == ModelDevice.Kind.CUDA) {
      addCuda(options, device);
    }
    return options;
  }

  private static void addCuda(SessionOptions options, ModelDevice device) {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new FailedException(
          "device "
              + device
              + ": expected an ONNX Runtime with CUDA, found one without; "
              + "com.microsoft.onnxruntime:onnxruntime_gpu in place of onnxruntime has it");
    }
    try {
      options.addCUDA(device.index());
    } catch (OrtException e) {
      throw new FailedException(
          "device " + device + ": expected a card that ONNX Runtime can use, found: " + words(e),
          e);
    }
  }

  /** What the runtime says, in a line. */
  static String words(OrtException e) {
    String message = String.valueOf(e.getMessage()).strip().split("\\R", -1)[0];
    message = message.replaceFirst("^Error code - \\w+ - message: ", "");
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "..";
  }
}
