package org.collapsar.data.images;

import java.util.ArrayList;
import java.util.List;

/** Files whose names were listed when they were opened. */
abstract class ListedFiles implements PictureFiles {
  private final String label;
  private final String kind;
  private final List<Member> members = new ArrayList<>();
  private final List<String> folders = new ArrayList<>();

  /**
   * None yet.
   *
   * @param label the path as the user wrote it
   * @param kind in words
   */
  ListedFiles(String label, String kind) {
    this.label = label;
    this.kind = kind;
  }

  /**
   * Lists a file, unless it is hidden.
   *
   * @param path from the top, as the folder or archive has it
   * @return whether it is listed; its number is one more than that of the one before
   */
  final boolean list(String path, long size) {
    String name = PictureFiles.normal(path);
    if (PictureFiles.hidden(name)) {
      return false;
    }
    members.add(new Member(members.size(), name, size));
    return true;
  }

  /**
   * Lists a folder, unless it is hidden; the top itself is none.
   *
   * @return whether what is in it may be listed
   */
  final boolean listFolder(String path) {
    String name = PictureFiles.normal(path);
    if (PictureFiles.hidden(name)) {
      return false;
    }
    if (!name.isEmpty()) {
      folders.add(name);
    }
    return true;
  }

  @Override
  public final String label() {
    return label;
  }

  @Override
  public final String kind() {
    return kind;
  }

  @Override
  public final List<Member> members() {
    return members;
  }

  @Override
  public final List<String> folders() {
    return folders;
  }

  /** A file's name behind that of these, for messages. */
  final String where(Member member) {
    return label + ":" + member.path();
  }
}
