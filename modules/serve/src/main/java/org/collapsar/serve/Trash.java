package org.collapsar.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.collapsar.FailedException;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunState;

/**
 * Runs that were deleted: moved to .collapsar/trash of the directory that they were found in, from
 * where they can be taken back. Nothing is ever removed from there by the program.
 */
final class Trash {
  private static final String RUN = "run";
  private static final String PLACE = "place.txt";

  private final List<Path> roots;

  Trash(List<Path> roots) {
    this.roots = roots;
  }

  private static Path of(Path root) {
    return root.resolve(".collapsar").resolve("trash");
  }

  /** Moves a run there; returns the name under which it lies there. */
  String delete(IndexedRun run) {
    if (run.state() == RunState.RUNNING) {
      throw new Problem(
          Problem.CONFLICT, "expected a run that has ended, found one that is running");
    }
    Path root =
        roots.stream()
            .filter(r -> run.directory().startsWith(r) && !run.directory().equals(r))
            .findFirst()
            .orElseThrow(
                () ->
                    new Problem(
                        Problem.CONFLICT, "expected a run below a directory, found one by itself"));
    String name = run.id() + "-" + System.currentTimeMillis();
    Path place = of(root).resolve(name);
    try {
      Files.createDirectories(place);
      Files.writeString(place.resolve(PLACE), root.relativize(run.directory()).toString());
      Files.move(run.directory(), place.resolve(RUN), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new FailedException(
          run.directory() + ": cannot be moved to the trash (" + e.getMessage() + ")", e);
    }
    return name;
  }

  /** What there is. */
  ObjectNode list() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("trash");
    for (Path root : roots) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(of(root))) {
        for (Path entry : entries) {
          list.addObject()
              .put("name", String.valueOf(entry.getFileName()))
              .put("place", Files.readString(entry.resolve(PLACE)));
        }
      } catch (IOException none) {
        continue;
      }
    }
    return json;
  }

  /** Takes a run back to where it was. */
  void restore(String name) {
    for (Path root : roots) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(of(root))) {
        for (Path entry : entries) {
          if (String.valueOf(entry.getFileName()).equals(name)) {
            restore(root, entry);
            return;
          }
        }
      } catch (IOException none) {
        continue;
      }
    }
    throw new Problem(Problem.NOT_FOUND, "expected a run in the trash, found none of this name");
  }

  private static void restore(Path root, Path entry) {
    try {
      Path target = root.resolve(Files.readString(entry.resolve(PLACE))).normalize();
      if (!target.startsWith(root) || target.equals(root)) {
        throw new Problem(Problem.CONFLICT, "expected a place below the directory, found another");
      }
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new Problem(Problem.CONFLICT, "expected its place to be free, found something there");
      }
      Path parent = Files.createDirectories(target.resolveSibling(""));
      if (!parent.toRealPath().startsWith(root)) {
        throw new Problem(Problem.CONFLICT, "expected a place below the directory, found another");
      }
      Files.move(entry.resolve(RUN), target, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(entry.resolve(PLACE));
      Files.delete(entry);
    } catch (IOException e) {
      throw new FailedException("the run cannot be taken back (" + e.getMessage() + ")", e);
    }
  }
}
