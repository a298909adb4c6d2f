package org.collapsar.files.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.ZipDirectory;
import org.collapsar.files.io.ZipMember;
import org.jspecify.annotations.Nullable;

/**
 * The layout of torch.save since PyTorch 1.6: a zip archive with a folder of any name, in it
 * data.pkl, a member data/KEY per storage, and byteorder.
 *
 * <p>Sums of members are not checked: PyTorch does not check them, and can be told to write none
 * (torch.serialization.set_crc32_options).
 */
final class TorchZip {
  private static final String PICKLE = "data.pkl";

  private TorchZip() {}

  /** Whether a member of that name makes an archive one of PyTorch. */
  static boolean isPickle(String member) {
    return member.equals(PICKLE) || member.endsWith("/" + PICKLE);
  }

  /**
   * Reads the pickle.
   *
   * @throws BadInputException when the archive is another one of PyTorch, or is damaged
   */
  static TorchContents read(String label, FileBytes archive, long length) throws IOException {
    Map<String, ZipMember> members = new HashMap<>();
    ZipMember first = null;
    for (ZipMember member : ZipDirectory.read(label, archive, length)) {
      members.put(member.name(), member);
      // The first one in the file: folders of a scripted model's own have others.
      if (first == null && isPickle(member.name())) {
        first = member;
      }
    }
    if (first == null) {
      throw new BadInputException(label + ": expected a member data.pkl, found none");
    }
    String top = first.name().substring(0, first.name().length() - PICKLE.length());
    refuseScripted(label, members.keySet(), top);
    ByteOrder order = order(label, archive, members.get(top + "byteorder"));
    Region pickle = Region.of(label, archive, first, order);
    PickleFile file = new PickleFile(label, pickle);
    Object root = pickle.read(in -> Pickle.read(new PickleInput(label, in), new TorchTypes(file)));
    return new TorchContents(
        label,
        root,
        pickle,
        storage -> {
          ZipMember member = members.get(top + "data/" + storage.key());
          return member == null
              ? file.inner(storage)
              : Region.of(label + ":" + member.name(), archive, member, order);
        });
  }

  private static void refuseScripted(String label, Iterable<String> members, String folder) {
    for (String member : members) {
      if (member.startsWith(folder + "code/") || member.equals(folder + "constants.pkl")) {
        throw new BadInputException(
            label
                + ": expected a file of torch.save, found a scripted model (torch.jit.save): load"
                + " it with torch.jit.load and save model.state_dict(), or run it over images with"
                + " --model");
      }
    }
  }

  private static ByteOrder order(String label, FileBytes archive, @Nullable ZipMember member)
      throws IOException {
    if (member == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    int longest = 16;
    if (member.size() <= longest) {
      ByteBuffer text = ByteBuffer.allocate((int) member.size());
      try (Bytes bytes = Region.of(label, archive, member, ByteOrder.LITTLE_ENDIAN).from(0)) {
        bytes.read(0, text);
      }
      String order = new String(text.array(), StandardCharsets.US_ASCII);
      if (order.equals("little")) {
        return ByteOrder.LITTLE_ENDIAN;
      } else if (order.equals("big")) {
        return ByteOrder.BIG_ENDIAN;
      }
    }
    throw new BadInputException(
        label + ": expected little or big in the member byteorder, found something else");
  }
}
