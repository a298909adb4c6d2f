package org.collapsar.data.images;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.Unreadable;

/** The files below a folder; links are followed. */
final class FolderFiles extends ListedFiles {
  private final List<Path> paths = new ArrayList<>();
  private final Map<Member, Bytes> open = new HashMap<>();

  FolderFiles(String label, Path root) {
    super(label, "folder");
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Listing(root));
    } catch (FileSystemLoopException e) {
      throw new BadInputException(
          label + ": expected folders, found a link to one above it, " + e.getMessage(), e);
    } catch (IOException e) {
      throw new BadInputException(label + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private final class Listing extends SimpleFileVisitor<Path> {
    private final Path root;

    Listing(Path root) {
      this.root = root;
    }

    private String name(Path path) {
      return root.relativize(path).toString();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return listFolder(name(folder)) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (list(name(file), attributes.size())) {
        paths.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public byte[] read(Member member) {
    Path path = paths.get(member.number());
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
  }

  @Override
  public synchronized Bytes bytes(Member member) {
    return open.computeIfAbsent(member, m -> new FileBytes(paths.get(m.number()), 0, m.size()));
  }

  @Override
  public synchronized void close() {
    open.values().forEach(Bytes::close);
  }
}
