package org.collapsar.files;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which array of a file a name means. It is the array of exactly that name; else the only one whose
 * name ends with it behind a dot, where what wrappers put into names does not count: fc.weight
 * means state_dict.module.fc.weight, if there is no other such. Names of groups count as those of
 * objects do, and a slash in front means the whole name: head/weight, /model/head/weight.
 */
final class MemberName {
  /** Names that data-parallel and compiled models add. */
  private static final Set<String> WRAPPERS = Set.of("module", "_orig_mod");

  private MemberName() {}

  /**
   * The array that is meant.
   *
   * @throws BadInputException when there is none, or when several could be meant
   */
  static StoredArray find(Path path, List<StoredArray> arrays, String name) {
    StoredArray exact = one(path, arrays, name, array -> array.name().equals(name));
    if (exact != null) {
      return exact;
    }
    StoredArray called = one(path, arrays, name, array -> array.alias().equals(name));
    if (called != null) {
      return called;
    }
    String bare = bare(name);
    Predicate<StoredArray> ends =
        array ->
            name.startsWith("/")
                ? name.equals("/" + array.name())
                : ("." + bare(array.name())).endsWith("." + bare)
                    || ("/" + array.name()).endsWith("/" + name)
                    || ("/" + array.alias()).endsWith("/" + name);
    for (boolean aside : new boolean[] {false, true}) {
      StoredArray found =
          one(path, arrays, name, ends.and(array -> array.aside() == aside && !bare.isEmpty()));
      if (found != null) {
        return found;
      }
    }
    for (StoredArray array : arrays) {
      if (array.refusal() != null && name.startsWith(array.name() + ".")) {
        throw new BadInputException(array.label() + ": " + array.refusal());
      }
    }
    throw new BadInputException(
        path
            + ": expected a member "
            + Json.quote(name)
            + ", found "
            + ArrayFile.summary(arrays)
            + (isList(arrays, name)
                ? "; " + name + " is a list: save it as one array (torch.cat, numpy.concatenate)"
                : ""));
  }

  /** Whether the name is that of a list of arrays, as loops over batches append them. */
  private static boolean isList(List<StoredArray> arrays, String name) {
    return !name.isEmpty() && arrays.stream().anyMatch(array -> array.name().equals(name + ".0"));
  }

  private static @Nullable StoredArray one(
      Path path, List<StoredArray> arrays, String name, Predicate<StoredArray> fits) {
    // The name of a file that is one array is empty: nothing in it can be named.
    List<StoredArray> fitting =
        arrays.stream().filter(array -> !array.name().isEmpty()).filter(fits).toList();
    if (fitting.size() > 1) {
      throw new BadInputException(
          path
              + ": expected one member "
              + Json.quote(name)
              + ", found "
              + fitting.stream()
                  .limit(5)
                  .map(array -> StoredArray.shown(array.name()))
                  .collect(Collectors.joining(", "))
              + (fitting.size() > 5 ? ", .." : ""));
    }
    return fitting.isEmpty() ? null : fitting.get(0);
  }

  private static String bare(String name) {
    return Arrays.stream(name.split("\\.", -1))
        .filter(part -> !WRAPPERS.contains(part))
        .collect(Collectors.joining("."));
  }
}
