package org.collapsar.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sees to it that some of the disk stays free, for whatever else runs on the machine. */
final class DiskRoom {
  private static final int GIB = 30;

  private final long floor;

  DiskRoom() {
    this(1L << GIB);
  }

  /**
   * @param floor bytes that stay free
   */
  DiskRoom(long floor) {
    this.floor = floor;
  }

  /**
   * Asks for room.
   *
   * @param directory on the disk, which exists
   * @throws Problem 507 if there would be less free than has to stay
   */
  void require(Path directory, long bytes) {
    try {
      long free = Files.getFileStore(directory).getUsableSpace();
      if (free - bytes < floor) {
        throw new Problem(
            Problem.NO_DISK,
            "expected "
                + (floor >> 20)
                + " MiB of the disk to stay free, found "
                + (free >> 20)
                + " MiB",
            60);
      }
    } catch (IOException e) {
      throw new Problem(Problem.INTERNAL, "the disk does not say how much of it is free");
    }
  }
}
