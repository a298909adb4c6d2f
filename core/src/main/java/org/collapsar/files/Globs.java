package org.collapsar.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * Names with wildcards ({@code *}, {@code ?}, {@code [0-9]}, {@code {a,b}} inside one part of a
 * path), expanded in natural order: ckpt-2.npy before ckpt-10.npy. For what the shell did not
 * expand, and for names with a member behind: {@code ckpt-*.npz:layer1}.
 */
public final class Globs {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
  private static final Pattern PART = Pattern.compile("\\d+|\\D+");

  /** What Spark and Hive write beside a table: found by its own name alone. */
  private static final Set<String> MARKS = Set.of("_SUCCESS", "_metadata", "_common_metadata");

  private static final Pattern ENDING = Pattern.compile(".+(\\.[A-Za-z][A-Za-z0-9]*)");
  private static final int MOST_LOOKED_AT = 10_000;

  private Globs() {}

  /**
   * Lists the files that an argument names, in natural order; the argument itself where it has no
   * wildcard or is the name of a file. A name that begins with a dot is found only by a pattern
   * that does, so that files just being written are not; nor is what Spark writes beside its files.
   *
   * @param argument PATTERN or PATTERN:MEMBER; the member comes back behind every name
   * @return at least one name
   * @throws BadInputException when nothing matches
   */
  public static List<String> expand(String argument) {
    if (!WILDCARD.matcher(argument).find() || exists(argument)) {
      return List.of(argument);
    }
    List<String> whole = matches(argument, "");
    if (!whole.isEmpty()) {
      return whole;
    }
    for (int colon = argument.indexOf(':'); colon >= 0; colon = argument.indexOf(':', colon + 1)) {
      String pattern = argument.substring(0, colon);
      String member = argument.substring(colon);
      // The wildcard may be the member's own, which then is part of its name.
      List<String> found = exists(pattern) ? List.of(argument) : matches(pattern, member);
      if (!found.isEmpty()) {
        return found;
      }
    }
    throw new BadInputException(
        "expected files that match " + Json.quote(argument) + ", found none");
  }

  /**
   * The pattern of the files in a directory that may be the parts of one table: of the ending that
   * most have, in it or, where it has none, in the directories in it, as Spark lays tables out.
   *
   * @return null where there are none, or they cannot be listed
   */
  static @Nullable String patternIn(Path directory) {
    for (String below : List.of("/*", "/*/*")) {
      Map<String, Integer> endings = new TreeMap<>();
      try {
        matches(directory + below, "").stream()
            .limit(MOST_LOOKED_AT)
            .map(ENDING::matcher)
            .filter(Matcher::matches)
            .forEach(matcher -> endings.merge(matcher.group(1), 1, Integer::sum));
      } catch (BadInputException unlisted) {
        return null;
      }
      if (!endings.isEmpty()) {
        return directory
            + below
            + Collections.max(endings.entrySet(), Map.Entry.comparingByValue()).getKey();
      }
    }
    return null;
  }

  /** {@return an order that compares runs of digits as numbers and the rest as text} */
  public static Comparator<String> naturalOrder() {
    return Globs::compareNaturally;
  }

  private static int compareNaturally(String a, String b) {
    List<String> left = parts(a);
    List<String> right = parts(b);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = compareParts(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(left.size(), right.size());
    // 07 and 7 are the same number: some order all the same, so that it does not depend on luck.
    return order != 0 ? order : a.compareTo(b);
  }

  private static List<String> parts(String name) {
    return PART.matcher(name).results().map(result -> result.group()).collect(Collectors.toList());
  }

  private static int compareParts(String a, String b) {
    if (!Character.isDigit(a.charAt(0)) || !Character.isDigit(b.charAt(0))) {
      return a.compareTo(b);
    }
    String left = a.replaceFirst("^0+(?=.)", "");
    String right = b.replaceFirst("^0+(?=.)", "");
    int order = Integer.compare(left.length(), right.length());
    return order != 0 ? order : left.compareTo(right);
  }

  private static boolean exists(String name) {
    try {
      return Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Goes down the pattern's parts; a part without wildcards is taken as it is. */
  private static List<String> matches(String pattern, String suffix) {
    // '/' works on every system; Path would refuse '*' on some.
    List<String> found = List.of(pattern.startsWith("/") ? "/" : "");
    for (String part : pattern.split("/+")) {
      if (part.isEmpty()) {
        continue;
      }
      List<String> next = new ArrayList<>();
      for (String directory : found) {
        next.addAll(children(directory, part));
      }
      found = next;
    }
    return found.stream()
        .filter(name -> !Files.isDirectory(Path.of(name)))
        .sorted(naturalOrder())
        .map(name -> name + suffix)
        .toList();
  }

  private static List<String> children(String directory, String part) {
    String prefix = directory.isEmpty() || directory.endsWith("/") ? directory : directory + "/";
    if (!WILDCARD.matcher(part).find()) {
      return exists(prefix + part) ? List.of(prefix + part) : List.of();
    }
    Path parent = Path.of(directory);
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(parent)) {
      return names;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, part)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if ((!name.startsWith(".") || part.startsWith(".")) && !MARKS.contains(name)) {
          names.add(prefix + name);
        }
      }
    } catch (PatternSyntaxException e) {
      throw new BadInputException("expected a pattern of file names, found " + Json.quote(part), e);
    } catch (IOException | DirectoryIteratorException e) {
      throw new BadInputException(directory + ": cannot be listed (" + e.getMessage() + ")", e);
    }
    return names;
  }
}
