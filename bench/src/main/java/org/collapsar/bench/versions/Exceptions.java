package org.collapsar.bench.versions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may differ, and why: a line "PATTERN HOW FAULT" each. PATTERN is that of a place, with * for
 * anything; HOW is {@code any}, or the largest relative difference of two numbers; lines that begin
 * with a # are remarks.
 */
final class Exceptions {
  private record Line(String text, Pattern place, double largest) {
    boolean allows(Difference difference) {
      if (!place.matcher(difference.place()).matches()) {
        return false;
      }
      Double relative = difference.relative();
      return largest == Double.POSITIVE_INFINITY || (relative != null && relative <= largest);
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private final List<Integer> uses = new ArrayList<>();

  static Exceptions read(Path file) throws IOException {
    Exceptions exceptions = new Exceptions();
    for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String line = text.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\s+", 3);
      if (parts.length < 3) {
        throw new IOException(file + ": expected PATTERN HOW FAULT, found " + line);
      }
      String pattern =
          Stream.of(parts[0].split("\\*", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      double largest =
          parts[1].equals("any") ? Double.POSITIVE_INFINITY : Double.parseDouble(parts[1]);
      exceptions.lines.add(new Line(line, Pattern.compile(pattern), largest));
      exceptions.uses.add(0);
    }
    return exceptions;
  }

  /** Whether a line allows it; the first one that does has been used. */
  boolean allows(Difference difference) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).allows(difference)) {
        uses.set(i, uses.get(i) + 1);
        return true;
      }
    }
    return false;
  }

  /** The lines with how often each was used. */
  List<String> report() {
    List<String> report = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      int n = uses.get(i);
      report.add((n == 0 ? "unused" : n + " times") + ": " + lines.get(i).text());
    }
    return report;
  }
}
