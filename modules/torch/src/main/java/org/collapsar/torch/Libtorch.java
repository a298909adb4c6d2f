package org.collapsar.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.collapsar.FailedException;
import org.collapsar.linalg.Precision;
import org.collapsar.model.ModelDevice;
import org.jspecify.annotations.Nullable;

/**
 * libtorch on this machine. DJL unpacks its natives into {@code ~/.djl.ai} when it is asked for the
 * first time, 430 MB; nothing is downloaded by it, and nothing counted.
 *
 * <p>DJL has one gradient collector a process. Its calls beneath are bound to a thread, as are the
 * number of threads (OpenMP's) and whether gradients are recorded: with them networks are trained
 * beside each other in one process, each to the bits that it has alone.
 */
final class Libtorch {
  private static @Nullable Engine engine;

  private Libtorch() {}

  /**
   * The engine, whose natives are loaded by the first call.
   *
   * @throws FailedException where they cannot be loaded
   */
  static synchronized Engine engine() {
    Engine known = engine;
    if (known != null) {
      return known;
    }
    // Where somebody has said otherwise that holds.
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    try {
      Engine ready = Engine.getEngine("PyTorch");
      JniUtils.setGradMode(false);
      engine = ready;
      return ready;
    } catch (EngineException | LinkageError e) {
      throw new FailedException(
          "libtorch: expected natives that run on this machine, found that they do not load: "
              + words(e),
          e);
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Names and versions. */
  static String name() {
    String djl = Engine.class.getPackage().getImplementationVersion();
    return "libtorch " + engine().getVersion() + " by DJL" + (djl == null ? "" : " " + djl);
  }

  /**
   * Arrays on a device; whatever is made of them is theirs, and freed with them.
   *
   * @throws FailedException when the device is not there
   */
  static PtNDManager manager(ModelDevice device) {
    Engine ready = engine();
    if (device.kind() == ModelDevice.Kind.CUDA && ready.getGpuCount() <= device.index()) {
      throw new FailedException(
          "device "
              + device
              + ": expected a libtorch with CUDA and such a card, found "
              + ready.getGpuCount()
              + " cards; PYTORCH_LIBRARY_PATH names the directory of a libtorch "
              + ready.getVersion().replaceFirst("[+-].*", "")
              + " with CUDA, PYTORCH_FLAVOR its kind, such as cu128");
    }
    return (PtNDManager) ready.newBaseManager(djl(device));
  }

  private static Device djl(ModelDevice device) {
    return device.kind() == ModelDevice.Kind.CPU ? Device.cpu() : Device.gpu(device.index());
  }

  /** Lets the calling thread compute on so many. */
  static void threads(int threads) {
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
  }

  static DataType type(Precision precision) {
    return precision == Precision.FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT64;
  }

  /** What is thrown, in a line. */
  static String words(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getMessage() == null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).strip().split("\\R", -1)[0];
  }
}
