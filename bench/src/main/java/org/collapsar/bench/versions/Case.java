package org.collapsar.bench.versions;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Command lines that are run one after the other, in the directory above that of the case.
 *
 * @param name of its directory
 * @param copies directories of other cases, as the old build wrote them, that are copied into that
 *     of this case beforehand; none for a case that starts from nothing
 * @param commands arguments
 */
record Case(String name, List<String> copies, List<List<String>> commands) {

  static Case of(String name) {
    return new Case(name, List.of(), List.of());
  }

  /** With one more command; a leading {@code @/} of an argument is the case's directory. */
  Case run(String... arguments) {
    return run(List.of(arguments));
  }

  Case run(List<String> arguments) {
    List<String> own =
        arguments.stream().map(a -> a.startsWith("@/") ? name + a.substring(1) : a).toList();
    return new Case(name, copies, Stream.concat(commands.stream(), Stream.of(own)).toList());
  }

  /** Starting from a directory that the old build has written. */
  Case from(String directory) {
    List<String> all = new ArrayList<>(copies);
    all.add(directory);
    return new Case(name, all, commands);
  }

  boolean startsFromOld() {
    return !copies.isEmpty();
  }
}
