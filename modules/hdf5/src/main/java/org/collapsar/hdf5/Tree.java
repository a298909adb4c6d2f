package org.collapsar.hdf5;

import io.jhdf.ObjectHeader;
import io.jhdf.object.message.DataSpaceMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.format.RawArray;
import org.collapsar.files.format.StoredArray;
import org.jspecify.annotations.Nullable;

/**
 * The datasets of a file, named by their path without the first slash. Links inside the file are
 * followed; a group is not entered again below itself. What cannot be read is a dataset that says
 * why: jHDF's own groups are lost as a whole by one such member.
 */
final class Tree {
  private static final int MOST_OBJECTS = 100_000;
  private static final int MOST_DEPTH = 64;

  /** Soft links that lead to soft links. */
  private static final int MOST_LINKS = 16;

  /** MATLAB keeps what cells and objects hold in groups of such names. */
  private static final String HIDDEN = "#";

  /** PyTables keeps an index of a table beside it, in groups and arrays of its own. */
  private static final String INDEX = "_i_";

  private final Storage storage;
  private final Datasets datasets;

  /** Those of Octave, which lie among others as they are, and say so each for itself. */
  private final Datasets reversed;

  private final String file;
  private final Map<Long, List<Link>> links = new HashMap<>();
  private final Set<Long> open = new HashSet<>();
  private final LayerNames layers = new LayerNames();
  private int objects;
  private final List<StoredArray> arrays = new ArrayList<>();

  private Tree(Storage storage, Datasets datasets) {
    this.storage = storage;
    this.datasets = datasets;
    this.reversed = new Datasets(storage, true);
    this.file = storage.source().file().toString();
  }

  /**
   * All datasets.
   *
   * @throws BadInputException when the outermost group cannot be read
   */
  static List<StoredArray> arrays(Storage storage, Datasets datasets) {
    Tree tree = new Tree(storage, datasets);
    long root = Guard.call(tree.file, storage::root);
    tree.enter("", root, Guard.call(tree.file, () -> tree.links(root, tree.header(root))));
    return tree.layers.give(tree.arrays);
  }

  private ObjectHeader header(long address) {
    return ObjectHeader.readObjectHeader(storage, address);
  }

  private List<Link> links(long address, ObjectHeader group) {
    return links.computeIfAbsent(address, a -> List.copyOf(Link.of(group, storage)));
  }

  private void enter(String path, long address, List<Link> members) {
    if (!open.add(address)) {
      return;
    }
    if (open.size() > MOST_DEPTH) {
      throw new BadInputException(
          file + ": expected at most " + MOST_DEPTH + " groups in each other, found more");
    }
    Set<String> names = members.stream().map(Link::name).collect(Collectors.toSet());
    for (Link link : members) {
      if (link.name().startsWith(INDEX) && names.contains(link.name().substring(INDEX.length()))) {
        continue;
      }
      if (!path.isEmpty()) {
        follow(path + "/" + link.name(), path, link);
      } else if (!link.name().startsWith(HIDDEN)) {
        follow(link.name(), path, link);
      }
    }
    open.remove(address);
  }

  private void follow(String name, String group, Link link) {
    objects++;
    if (objects > MOST_OBJECTS) {
      throw new BadInputException(
          file + ": expected at most " + MOST_OBJECTS + " groups and datasets, found more");
    }
    if (link.external() != null) {
      refuse(name, "expected the numbers in this file, found a link to " + link.external());
      return;
    }
    long address;
    List<Link> members;
    try {
      Long target = Guard.sound(() -> target(group, link, 0));
      if (target == null) {
        refuse(name, "expected a dataset at " + link.path() + ", to which it links, found none");
        return;
      }
      address = target;
      ObjectHeader header = Guard.sound(() -> header(target));
      if (header.hasMessageOfType(DataSpaceMessage.class)) {
        String label = StoredArray.label(storage.source().file(), name);
        arrays.add(Guard.sound(() -> datasets.array(name, label, header)));
        return;
      } else if (!Link.isGroup(header)) {
        return;
      }
      members = Guard.sound(() -> links(target, header));
      OctaveVariable octave = Guard.sound(() -> octave(name, header, members));
      if (octave != null) {
        follow(name, octave);
        return;
      }
      layers.look(name, header, storage);
    } catch (Guard.Damage e) {
      refuse(name, refusal(e));
      return;
    }
    enter(name, address, members);
  }

  private @Nullable OctaveVariable octave(String group, ObjectHeader header, List<Link> members) {
    return OctaveVariable.of(
        header,
        members,
        storage,
        link -> {
          Long target = target(group, link, 0);
          return target == null ? null : header(target);
        });
  }

  /** A variable of Octave has its own name, its fields theirs, and the value behind it none. */
  private void follow(String name, OctaveVariable variable) {
    String refusal = variable.refusal();
    Long target = Guard.sound(() -> target(name, variable.value(), 0));
    if (refusal != null || target == null) {
      refuse(name, refusal == null ? "expected a value of Octave, found none" : refusal);
      return;
    }
    ObjectHeader header = Guard.sound(() -> header(target));
    if (header.hasMessageOfType(DataSpaceMessage.class)) {
      String label = StoredArray.label(storage.source().file(), name);
      arrays.add(Guard.sound(() -> reversed.array(name, label, header)));
    } else if (variable.isStruct() && Link.isGroup(header)) {
      enter(name, target, Guard.sound(() -> links(target, header)));
    } else {
      refuse(name, "expected numbers, found " + variable.words());
    }
  }

  /** jHDF knows these two, and says that it does not read them. */
  private static String refusal(Guard.Damage damage) {
    String message = String.valueOf(damage.getMessage());
    boolean virtual = message.contains("Virtual storage");
    if (virtual || message.contains("External Data Files")) {
      return "expected the numbers in this file, found "
          + (virtual
              ? "a virtual dataset, made of others"
              : "a dataset whose numbers are in others")
          + "; h5py reads it";
    }
    return message;
  }

  /** Where a link of a group leads to; null where there is nothing. */
  private @Nullable Long target(String group, Link link, int depth) {
    String path = link.path();
    if (path == null) {
      return link.address() < 0 ? null : link.address();
    } else if (depth > MOST_LINKS) {
      return null;
    }
    String whole = path.startsWith("/") || group.isEmpty() ? path : group + "/" + path;
    long at = storage.root();
    String walked = "";
    for (String name : whole.split("/", -1)) {
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      ObjectHeader header = header(at);
      Optional<Link> found =
          Link.isGroup(header)
              ? links(at, header).stream().filter(l -> l.name().equals(name)).findFirst()
              : Optional.empty();
      Long next = found.isEmpty() ? null : target(walked, found.get(), depth + 1);
      if (next == null) {
        return null;
      }
      at = next;
      walked = walked.isEmpty() ? name : walked + "/" + name;
    }
    return at;
  }

  private void refuse(String name, String refusal) {
    arrays.add(
        RawArray.refused(
            name,
            StoredArray.label(storage.source().file(), name),
            "not readable",
            List.of(),
            refusal));
  }
}
