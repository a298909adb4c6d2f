package org.collapsar.files.torch;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.Bytes;

/**
 * The layout of torch.save up to PyTorch 1.5, and since then on request: pickles of a magic number,
 * of the version, of the writer's sizes of types, of the value and of the keys of storages; then
 * the storages in the order of the keys, each the number of its numbers in 8 bytes and the numbers.
 * These are little-endian whatever machine wrote them.
 */
final class TorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;

  private TorchLegacy() {}

  /** Whether a value is the magic number that the layout begins with. */
  static boolean isMagic(Object value) {
    return MAGIC.equals(value);
  }

  /**
   * Reads a file that begins with the magic number.
   *
   * @throws BadInputException when it is not the layout, or is cut
   */
  static TorchContents read(PickleFile file) throws IOException {
    return file.region()
        .read(
            stream -> {
              PickleInput in = new PickleInput(file.label(), stream);
              if (!isMagic(Pickle.read(in, new TorchTypes(file)))) {
                throw bad(file, "expected a file of torch.save in the pickle, found another");
              }
              return behindMagic(file, in);
            });
  }

  /** Reads on behind the magic number. */
  static TorchContents behindMagic(PickleFile file, PickleInput in) throws IOException {
    TorchTypes types = new TorchTypes(file);
    if (!Pickle.read(in, types).equals(VERSION)) {
      throw bad(
          file, "expected version " + VERSION + " of the layout of torch.save, found another");
    }
    Pickle.read(in, types);
    Object root = Pickle.read(in, types);
    if (!(Pickle.read(in, types) instanceof PickleList keys)) {
      throw bad(file, "expected a list of the keys of storages, found something else");
    }
    Map<String, Region> places = places(file, keys, in.position());
    return new TorchContents(
        file.label(),
        root,
        file.region(),
        storage -> {
          Region place = places.get(storage.key());
          return place == null ? file.inner(storage) : place;
        });
  }

  private static Map<String, Region> places(PickleFile file, PickleList keys, long first)
      throws IOException {
    Map<String, Region> places = new HashMap<>();
    Region region = file.region();
    long at = first;
    try (Bytes bytes = region.from(0)) {
      for (Object item : keys.items()) {
        String key = TorchTypes.text(item);
        TorchStorage storage = key == null ? null : file.storage(key);
        if (key == null || storage == null) {
          throw bad(file, "expected the keys of storages that it names, found another key");
        }
        if (at > region.length() - Long.BYTES) {
          throw bad(
              file,
              "storage "
                  + StoredArray.shown(key)
                  + ": expected its numbers, found the end of the file");
        }
        ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(at, count);
        at += Long.BYTES;
        long numbers = count.getLong(0);
        long room = region.length() - at;
        if (numbers < 0 || numbers > room / storage.type().bytes()) {
          throw bad(
              file,
              "storage "
                  + StoredArray.shown(key)
                  + ": expected at most "
                  + room
                  + " bytes to the end of the file, found a stated count of "
                  + Long.toUnsignedString(numbers)
                  + " "
                  + storage.type().name()
                  + " (is the file cut?)");
        }
        long length = numbers * storage.type().bytes();
        Region place = region.part(at, length);
        places.put(key, new Region(place.bytes(), length, ByteOrder.LITTLE_ENDIAN));
        at += length;
      }
    }
    return places;
  }

  private static BadInputException bad(PickleFile file, String message) {
    return new BadInputException(file.label() + ": " + message);
  }
}
