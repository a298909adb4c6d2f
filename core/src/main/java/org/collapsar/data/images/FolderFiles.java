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
final class FolderFiles implements PictureFiles {
  private final String label;
  private final List<Member> members = new ArrayList<>();
  private final List<Path> paths = new ArrayList<>();
  private final List<String> folders = new ArrayList<>();
  private final Map<Member, Bytes> open = new HashMap<>();

  FolderFiles(String label, Path root) {
    this.label = label;
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
      return PictureFiles.normal(root.relativize(path).toString());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = name(folder);
      if (name.isEmpty()) {
        return FileVisitResult.CONTINUE;
      }
      if (PictureFiles.hidden(name)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      folders.add(name);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = name(file);
      if (!PictureFiles.hidden(name)) {
        members.add(new Member(members.size(), name, attributes.size()));
        paths.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String kind() {
    return "folder";
  }

  @Override
  public List<Member> members() {
    return members;
  }

  @Override
  public List<String> folders() {
    return folders;
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
