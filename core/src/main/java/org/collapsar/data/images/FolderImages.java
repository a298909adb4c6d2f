package org.collapsar.data.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.collapsar.BadInputException;
import org.collapsar.data.ImageShape;
import org.collapsar.data.images.PictureFiles.Member;
import org.collapsar.files.io.Unreadable;

/** Images in class folders, of a folder or an archive. */
final class FolderImages implements ImageSet {
  private static final int LABEL_BYTES = 2;

  private final PictureFiles files;
  private final List<Item> items;
  private final ClassChoice choice;
  private final ImageSetInfo info;
  private final ImageShape planes;
  private final List<String> splits;
  private final ConcurrentLinkedQueue<PictureDecoder> decoders = new ConcurrentLinkedQueue<>();
  private final Set<PictureKind> decoded = ConcurrentHashMap.newKeySet();

  /** A file, or an image in one of raw planes, whose number is at least 0. */
  private record Item(Member member, int plane) {}

  private FolderImages(
      PictureFiles files,
      List<Item> items,
      ClassChoice choice,
      ImageSetInfo info,
      ImageShape planes,
      List<String> splits) {
    this.files = files;
    this.items = items;
    this.choice = choice;
    this.info = info;
    this.planes = planes;
    this.splits = List.copyOf(splits);
  }

  /**
   * Opens a folder, a ZIP archive or a tar archive.
   *
   * @param argument as the user wrote it, for documents
   */
  static ImageSet open(String argument, String path, ImageSetOptions options) {
    PictureFiles files = files(path);
    boolean opened = false;
    try {
      ImageSet set = of(argument, files, options);
      opened = true;
      return set;
    } finally {
      if (!opened) {
        files.close();
      }
    }
  }

  private static PictureFiles files(String path) {
    Path file;
    try {
      file = Path.of(path);
    } catch (InvalidPathException e) {
      throw new BadInputException(path + ": expected a path, found " + e.getReason(), e);
    }
    if (Files.isDirectory(file)) {
      return new FolderFiles(path, file);
    }
    try {
      byte[] head = new byte[262];
      int n;
      try (var in = Files.newInputStream(file)) {
        n = in.readNBytes(head, 0, head.length);
      }
      long length = Files.size(file);
      if (n > 3 && head[0] == 'P' && head[1] == 'K' && (head[2] == 3 || head[2] == 5)) {
        return new ZipFiles(path, file, length);
      }
      boolean gzip = n > 1 && head[0] == 0x1f && (head[1] & 0xff) == 0x8b;
      boolean ustar =
          n == head.length
              && head[257] == 'u'
              && head[258] == 's'
              && head[259] == 't'
              && head[260] == 'a'
              && head[261] == 'r';
      if (gzip || ustar || path.endsWith(".tar")) {
        return new TarFiles(path, file, length);
      }
    } catch (IOException e) {
      throw Unreadable.file(file, e);
    }
    throw new BadInputException(
        path
            + ": expected a folder, a ZIP archive or a tar archive (plain or gzip), found another"
            + " file");
  }

  private static ImageSet of(String argument, PictureFiles files, ImageSetOptions options) {
    ImageShape planes = options.planes();
    if (planes.channels() != 1 && planes.channels() != 3) {
      throw new BadInputException(
          "planes: expected 1 channel or 3, found " + planes.channels() + " (" + planes + ")");
    }
    ClassFolders folders = ClassFolders.of(files, options);
    List<Item> stored = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    int label = 0;
    for (Map.Entry<String, List<Member>> entry : folders.classes().entrySet()) {
      for (Member member : entry.getValue()) {
        int images = folders.raw() ? planesIn(files.label(), member, planes) : 1;
        for (int k = 0; k < images; k++) {
          stored.add(new Item(member, folders.raw() ? k : -1));
          labels.add(label);
        }
      }
      label++;
    }
    ClassChoice choice =
        ClassChoice.of(
            List.copyOf(folders.classes().keySet()),
            labels.stream().mapToInt(Integer::intValue).toArray(),
            options);
    List<Item> items = new ArrayList<>();
    for (int i : choice.taken()) {
      items.add(stored.get(i));
    }
    List<String> notes = new ArrayList<>(choice.notes());
    if (folders.passedOver() > 0) {
      notes.add(
          folders.passedOver() == 1
              ? "1 file that is not a picture of a class was skipped."
              : folders.passedOver() + " files that are not pictures of a class were skipped.");
    }
    String kind =
        files.kind()
            + (folders.raw()
                ? ", files CLASS.bin of raw planes " + planes
                : ", a folder for each class");
    return new FolderImages(
        files,
        items,
        choice,
        new ImageSetInfo(argument, title(files.label()), kind, folders.split(), notes),
        planes,
        folders.splits());
  }

  private static String title(String path) {
    Path name = Path.of(path).toAbsolutePath().normalize().getFileName();
    return name == null ? path : name.toString();
  }

  private static int planesIn(String label, Member member, ImageShape planes) {
    int bytes = planes.dimension();
    if (member.size() == 0 || member.size() % bytes != 0) {
      String hint = "";
      for (int more = 1;
          more <= LABEL_BYTES && planes.equals(ImageSetOptions.CIFAR_PLANES);
          more++) {
        if (member.size() > 0 && member.size() % (bytes + more) == 0) {
          hint =
              "; records of %d bytes begin with labels: --data %s:PATH reads CIFAR's own files"
                  .formatted(bytes + more, more == 1 ? "cifar10" : "cifar100");
        }
      }
      throw new BadInputException(
          "%s:%s: expected raw planes of %d bytes per image (%s), found %d bytes%s"
              .formatted(label, member.path(), bytes, planes, member.size(), hint));
    }
    return Math.toIntExact(member.size() / bytes);
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public List<String> classes() {
    return choice.classes();
  }

  @Override
  public int label(int i) {
    return choice.labels()[i];
  }

  @Override
  public String name(int i) {
    Item item = items.get(i);
    return files.label()
        + ":"
        + item.member().path()
        + (item.plane() < 0 ? "" : " image " + item.plane());
  }

  @Override
  public Picture read(int i) {
    Item item = items.get(i);
    try {
      return item.plane() < 0 ? decoded(i, item.member()) : plane(item);
    } catch (IOException e) {
      throw new BadInputException(name(i) + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private Picture decoded(int i, Member member) throws IOException {
    if (member.size() > PictureDecoder.MOST_BYTES) {
      throw new BrokenImageException(
          name(i)
              + ": expected at most "
              + PictureDecoder.MOST_BYTES
              + " bytes, found "
              + member.size());
    }
    byte[] bytes = files.read(member);
    PictureDecoder decoder = decoders.poll();
    if (decoder == null) {
      decoder = new PictureDecoder();
    }
    try {
      Picture picture = decoder.decode(name(i), bytes);
      decoded.add(PictureKind.of(bytes));
      return picture;
    } finally {
      decoders.add(decoder);
    }
  }

  private Picture plane(Item item) throws IOException {
    byte[] bytes = new byte[planes.dimension()];
    files.bytes(item.member()).read((long) item.plane() * bytes.length, ByteBuffer.wrap(bytes));
    return Picture.ofPlanes(planes, bytes);
  }

  @Override
  public List<String> splits() {
    return splits;
  }

  @Override
  public List<String> formats() {
    return decoded.stream().sorted().map(PictureKind::title).toList();
  }

  @Override
  public ImageSetInfo info() {
    return info;
  }

  @Override
  public void close() {
    files.close();
  }
}
