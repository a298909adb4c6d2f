package org.collapsar.files.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.io.FileBytes;

/** Files of torch.save, in both of its layouts, and plain pickles, which may follow each other. */
final class TorchFile {

  private TorchFile() {}

  /** Whether a member of that name makes a zip archive one of PyTorch. */
  static boolean isPickle(String member) {
    return TorchZip.isPickle(member);
  }

  /**
   * Lists the arrays of a zip archive, in the order of the value that is saved.
   *
   * @param label of the file, for messages
   * @throws BadInputException when it is no file of torch.save, is damaged or too large
   * @throws IOException when it cannot be read
   */
  static List<TorchArray> ofZip(String label, FileBytes file, long length) throws IOException {
    return TorchZip.read(label, file, length).arrays();
  }

  /**
   * Lists the arrays of a file that begins with a pickle.
   *
   * @param label of the file, for messages
   * @throws BadInputException when it is cut, or is no pickle that can be read
   * @throws IOException when it cannot be read
   */
  static List<TorchArray> ofPickle(String label, FileBytes file, long length) throws IOException {
    Region region = Region.of(file, 0, length, ByteOrder.LITTLE_ENDIAN);
    return region.read(in -> contents(new PickleFile(label, region), in)).arrays();
  }

  private static TorchContents contents(PickleFile file, InputStream stream) throws IOException {
    PickleInput in = new PickleInput(file.label(), stream);
    Object root = Pickle.read(in, new TorchTypes(file));
    if (TorchLegacy.isMagic(root)) {
      return TorchLegacy.behindMagic(file, in);
    }
    long length = file.region().length();
    if (in.position() < length) {
      List<Object> roots = new ArrayList<>(List.of(root));
      while (in.position() < length) {
        roots.add(Pickle.read(in, new TorchTypes(file)));
      }
      root = new PickleList(false, roots);
    }
    return new TorchContents(file.label(), root, file.region(), file::inner);
  }
}
