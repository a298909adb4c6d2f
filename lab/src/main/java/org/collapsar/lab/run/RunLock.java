package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.collapsar.files.AtomicFile;

/**
 * Lock on the directory of a run that is trained elsewhere: its holder alone writes it. Runs that
 * are trained here are locked by their {@link ExperimentDirectory}. The system releases the lock of
 * a process that is killed.
 */
final class RunLock implements AutoCloseable {
  private final Path run;
  private final DirectoryLock lock;

  private RunLock(Path run, DirectoryLock lock) {
    this.run = run;
    this.lock = lock;
  }

  /**
   * Takes a directory, making it where it does not exist.
   *
   * @param run directory of the run
   * @return a lock that has to be closed
   * @throws BadInputException if another holds it, in this process or another one
   * @throws org.collapsar.FailedException if the directory cannot be made or written
   */
  static RunLock take(Path run) {
    try {
      Files.createDirectories(run);
      DirectoryLock lock = DirectoryLock.tryLock(run);
      if (lock == null) {
        throw new BadInputException(
            run
                + ": expected a run that nobody writes, found one that another training is writing");
      }
      return new RunLock(run, lock);
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(run, e);
    }
  }

  /**
   * Lets go of the directory.
   *
   * @throws org.collapsar.FailedException if files cannot be deleted
   */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(run, e);
    }
  }
}
