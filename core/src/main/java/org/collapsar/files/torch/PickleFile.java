package org.collapsar.files.torch;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known while the pickles of a file are read: its storages, by key. A storage may lie in a
 * pickle itself, as a whole file of torch.save in a string of bytes: that is how pickle.dump writes
 * tensors.
 */
final class PickleFile {
  private final String label;
  private final Region region;
  private final boolean inside;

  /** Storages that the pickles speak of, by key. */
  private final Map<String, TorchStorage> storages = new HashMap<>();

  /** Storages of files in the pickle, by where these begin. */
  private final Map<Long, TorchStorage> inner = new HashMap<>();

  /** Where their numbers are, by their keys. */
  private final Map<String, Region> places = new HashMap<>();

  private PickleFile(String label, Region region, boolean inside) {
    this.label = label;
    this.region = region;
    this.inside = inside;
  }

  /**
   * Knows nothing yet.
   *
   * @param region what places in the pickles count from
   */
  PickleFile(String label, Region region) {
    this(label, region, false);
  }

  /** For messages. */
  String label() {
    return label;
  }

  Region region() {
    return region;
  }

  /** Notes a storage that a pickle speaks of. */
  TorchStorage add(TorchStorage storage) {
    storages.putIfAbsent(storage.key(), storage);
    return storage;
  }

  /** What a pickle said first of a storage, null where it did not speak of it. */
  @Nullable TorchStorage storage(String key) {
    return storages.get(key);
  }

  /** The numbers of a storage of a file in a pickle, null where it is no such one. */
  @Nullable Region inner(TorchStorage storage) {
    return places.get(storage.key());
  }

  /** The storage that a file of torch.save in the pickle holds; null where there is none. */
  @Nullable TorchStorage inner(PickleBytes file) throws IOException {
    if (inside || file.position() < 0 || file.text()) {
      return null;
    }
    TorchStorage known = inner.get(file.position());
    if (known != null) {
      return known;
    }
    Region whole = region.part(file.position(), file.length());
    TorchContents contents = TorchLegacy.read(new PickleFile(label, whole, true));
    if (!(contents.root() instanceof TorchStorage storage)) {
      return null;
    }
    // No key of torch.save has a blank.
    TorchStorage found =
        new TorchStorage(
            storage.type(),
            "inside " + file.position(),
            storage.stated(),
            storage.offset(),
            storage.count());
    inner.put(file.position(), found);
    Region numbers = contents.storages().find(storage);
    if (numbers != null) {
      places.put(found.key(), numbers);
    }
    return found;
  }
}
