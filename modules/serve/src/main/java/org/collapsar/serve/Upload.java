package org.collapsar.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Takes a body to disk, a piece at a time, and says by its first bytes what it is. */
final class Upload {
  private static final int PIECE = 1 << 16;
  private static final long LOOK = 1L << 26; // bytes between two looks at the disk
  private static final int MAGIC = 9;

  private final DiskRoom room;
  private final long most;

  /**
   * @param most bytes of a body
   */
  Upload(DiskRoom room, long most) {
    this.room = room;
    this.most = most;
  }

  /**
   * Reads a body into a file of its own, which is there when all of it is.
   *
   * @param name of the file without its ending, .npz or .safetensors
   * @throws Problem if it is too large or neither NPZ nor safetensors, or the disk too full
   */
  Path take(Exchange exchange, Path directory, String name) {
    long said = exchange.length();
    if (said > most) {
      throw tooLarge();
    }
    room.require(directory, Math.max(0, said));
    Path part = directory.resolve("." + name + ".part");
    try {
      try {
        InputStream in = exchange.body();
        byte[] start = in.readNBytes(MAGIC);
        String ending = ending(start);
        try (OutputStream out = Files.newOutputStream(part)) {
          out.write(start);
          copy(in, out, directory);
        }
        Path whole = directory.resolve(name + ending);
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        return whole;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new Problem(Problem.BAD_REQUEST, "the upload ended early: " + e.getMessage());
    }
  }

  private void copy(InputStream in, OutputStream out, Path directory) throws IOException {
    byte[] piece = new byte[PIECE];
    long done = MAGIC;
    long looked = 0;
    for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
      done += got;
      if (done > most) {
        throw tooLarge();
      }
      if (done - looked > LOOK) {
        room.require(directory, 0);
        looked = done;
      }
      out.write(piece, 0, got);
    }
  }

  private Problem tooLarge() {
    return new Problem(
        Problem.LENGTH, "expected a body of at most " + (most >> 20) + " MiB, found more");
  }

  /** NPZ is a zip archive; safetensors is a length of 8 bytes and a JSON object. */
  private static String ending(byte[] start) {
    if (start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3) {
      return ".npz";
    }
    if (start.length == MAGIC && start[MAGIC - 1] == '{') {
      return ".safetensors";
    }
    throw new Problem(
        Problem.MEDIA_TYPE, "expected NPZ or safetensors, found a body of another form");
  }
}
