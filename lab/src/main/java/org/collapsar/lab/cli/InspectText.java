package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.collapsar.files.ArrayUse;
import org.collapsar.files.FileContents;
import org.collapsar.files.format.StoredArray;
import org.collapsar.lab.inspect.InspectJson;
import org.collapsar.lab.inspect.InspectedArray;
import org.collapsar.lab.inspect.InspectedFile;
import org.collapsar.lab.inspect.Numbers;
import org.jspecify.annotations.Nullable;

/** What is in files as a person reads it. */
final class InspectText {
  /** Of more arrays than this it is said what they are, and not why they are nothing else. */
  private static final int IN_FULL = 8;

  private InspectText() {}

  static void print(List<InspectedFile> files, PrintStream out) {
    for (int i = 0; i < files.size(); i++) {
      if (i > 0) {
        out.println();
      }
      print(files.get(i), out);
    }
  }

  private static void print(InspectedFile file, PrintStream out) {
    if (file.refusal() != null) {
      out.println(file.refusal());
      return;
    }
    int count = file.arrays().size();
    out.println(
        file.source() + ": " + file.format() + ", " + (count == 1 ? "1 array" : count + " arrays"));
    for (InspectedArray array : file.arrays()) {
      out.println();
      print(array, file.source(), count <= IN_FULL, out);
    }
    out.println();
    out.println("without a name, measure and certify take");
    file.taken().forEach((use, choice) -> print(use, choice, out));
  }

  private static void print(InspectedArray array, String source, boolean inFull, PrintStream out) {
    String name = array.name().isEmpty() ? "" : StoredArray.shown(array.name()) + ": ";
    out.println("  " + name + form(array));
    Numbers numbers = array.numbers();
    if (numbers == null) {
      out.println("    no numbers: " + behindName(array.refusal(), source, array.name()));
    } else {
      boolean whole = !array.floatingPoint();
      String first =
          numbers.first().stream().map(x -> number(x, whole)).collect(Collectors.joining(", "));
      out.println("    begins with " + (first.isEmpty() ? "nothing" : first));
      out.println(
          "    sum "
              + (Double.isFinite(numbers.sum())
                  ? number(numbers.sum(), whole)
                  : "undefined, " + InspectJson.SUM_OUT_OF_RANGE));
    }
    List<String> taken = new ArrayList<>();
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    for (ArrayUse use : ArrayUse.values()) {
      String refusal = array.refusals().get(use);
      if (refusal == null) {
        taken.add(use.word());
      } else if (!refusal.equals(array.refusal())) {
        reasons.computeIfAbsent(refusal, r -> new ArrayList<>()).add(use.word());
      }
    }
    out.println("    can be " + (taken.isEmpty() ? "nothing" : String.join(", ", taken)));
    if (inFull) {
      reasons.forEach(
          (reason, uses) ->
              out.println(
                  "    not "
                      + String.join(", ", uses)
                      + ": "
                      + behindName(reason, source, array.name())));
    }
  }

  /** A reason without the name of what it is about, which stands above it. */
  private static String behindName(@Nullable String reason, String source, String name) {
    String line = String.valueOf(reason);
    String about = source + (source.endsWith(":" + name) ? "" : ":" + StoredArray.shown(name));
    for (String start : List.of(about + ": ", source + ": ")) {
      if (line.startsWith(start)) {
        return line.substring(start.length());
      }
    }
    return line;
  }

  private static String form(InspectedArray array) {
    List<Long> shape = array.shape();
    String type = array.type();
    if (shape == null) {
      return array.layout();
    } else if (array.refusal() != null && shape.isEmpty()) {
      // It may be no number.
      return type;
    }
    boolean plain = shape.isEmpty() || array.layout().equals(type);
    return StoredArray.shapeText(shape) + " " + type + (plain ? "" : ", " + array.layout());
  }

  private static void print(ArrayUse use, FileContents.Choice choice, PrintStream out) {
    String what =
        choice.refusal() != null
            ? "nothing: " + choice.refusal()
            : choice.names().equals(List.of(""))
                ? "the array"
                : choice.names().stream().map(StoredArray::shown).collect(Collectors.joining(", "));
    out.println("  as " + MeasureText.pad(use.word(), 8) + "  " + what);
  }

  private static String number(double x, boolean whole) {
    return whole && Math.abs(x) < 1L << 53 ? Long.toString((long) x) : Double.toString(x);
  }
}
