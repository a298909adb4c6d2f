package org.collapsar.bench;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.Labels;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.TableFile;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;

/**
 * A process that measures files once and ends: what somebody waits for at a prompt.
 *
 * <pre>ours|peer FEATURES LABELS WEIGHTS THREADS CACHE BATCH</pre>
 *
 * Prints nc1, mismatches and the peak resident memory in kilobytes.
 */
final class FirstCall {
  private FirstCall() {}

  /** Measures once. */
  public static void main(String[] args) throws IOException {
    if (args[0].equals("ours")) {
      // As the measure command does.
      Blas.loadAhead();
    }
    LabelColumn labels = Labels.read(args[2], null);
    Matrix weights = MatrixFile.read(args[3]);
    int threads = Integer.parseInt(args[4]);
    Collapse found;
    if (args[0].equals("ours")) {
      try (CollapsarMeasure ours =
          new CollapsarMeasure(
              "ours",
              TableFile.open(args[1]).get(0).rows(),
              labels.labels(),
              weights.rows(),
              weights,
              threads,
              Backend.OPENBLAS)) {
        found = ours.measure();
      }
    } else {
      Engine engine = LibtorchStep.load(threads, Path.of(args[5]));
      ByteBuffer features = readNpy(Path.of(args[1]));
      try (LibtorchMeasure peer =
          new LibtorchMeasure(
              engine, features, labels.labels(), weights, Integer.parseInt(args[6]))) {
        found = peer.measure();
      }
    }
    System.out.println(found.nc1() + " " + found.mismatches() + " " + peakKilobytes());
  }

  /** The numbers of an NPY file of version 1 as they stand in it, float32. */
  static ByteBuffer readNpy(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(10);
      channel.read(start, 0);
      int header = 10 + (start.get(8) & 0xff) + ((start.get(9) & 0xff) << 8);
      ByteBuffer all = LibtorchMeasure.buffer((channel.size() - header) / Float.BYTES);
      long at = header;
      while (all.hasRemaining()) {
        int n = channel.read(all, at);
        if (n < 0) {
          throw new IOException(file + ": shorter than its size");
        }
        at += n;
      }
      return all;
    }
  }

  /** VmHWM of /proc/self/status; 0 where there is none. */
  private static long peakKilobytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    List<String> lines = Files.readAllLines(status);
    return Long.parseLong(Machine.field(lines, "VmHWM", "0 kB").split(" ")[0]);
  }
}
