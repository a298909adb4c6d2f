package org.collapsar.lab.inspect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.ArrayUse;
import org.collapsar.files.FileContents;
import org.collapsar.files.Globs;
import org.collapsar.files.format.StoredArray;
import org.jspecify.annotations.Nullable;

/** Job that looks into files: reads every number of every array once. */
public final class InspectJob {
  private InspectJob() {}

  /**
   * Looks into files. Of several, one that cannot be opened says why; a single one is the error.
   *
   * @param arguments PATH, PATH:MEMBER or globs
   * @return one entry per file
   * @throws BadInputException when there is no such file, or the only one cannot be opened
   */
  public static List<InspectedFile> run(List<String> arguments) {
    List<String> sources = arguments.stream().flatMap(a -> Globs.expand(a).stream()).toList();
    if (sources.size() == 1) {
      return List.of(file(sources.get(0)));
    }
    List<InspectedFile> files = new ArrayList<>();
    for (String source : sources) {
      try {
        files.add(file(source));
      } catch (BadInputException e) {
        files.add(new InspectedFile(source, null, e.getMessage(), List.of(), Map.of()));
      }
    }
    return files;
  }

  private static InspectedFile file(String source) {
    FileContents contents = FileContents.open(source);
    List<InspectedArray> arrays = contents.arrays().stream().map(a -> array(contents, a)).toList();
    Map<ArrayUse, FileContents.Choice> taken = new EnumMap<>(ArrayUse.class);
    contents.taken().forEach((use, choice) -> taken.put(use, judged(choice, use, arrays)));
    return new InspectedFile(source, contents.format(), null, arrays, taken);
  }

  /** What was chosen by names and shapes may be refused for what is in it. */
  private static FileContents.Choice judged(
      FileContents.Choice choice, ArrayUse use, List<InspectedArray> arrays) {
    for (InspectedArray array : arrays) {
      String refusal = array.refusals().get(use);
      if (refusal != null && choice.names().contains(array.name())) {
        return new FileContents.Choice(List.of(), refusal);
      }
    }
    return choice;
  }

  private static InspectedArray array(FileContents contents, StoredArray array) {
    List<Long> shape = null;
    Numbers numbers = null;
    String refusal = null;
    try {
      shape = array.shape();
      numbers = Numbers.of(array);
    } catch (BadInputException e) {
      refusal = e.getMessage();
    }
    Map<ArrayUse, String> refusals = new EnumMap<>(ArrayUse.class);
    for (ArrayUse use : ArrayUse.values()) {
      // Words are no numbers, and can be labels.
      boolean judged = refusal == null || use == ArrayUse.LABELS;
      String why = judged ? contents.refusal(array, use) : refusal;
      if (why != null) {
        refusals.put(use, why);
      }
    }
    return new InspectedArray(
        array.name(),
        shape,
        array.typeText(),
        array.isFloatingPoint(),
        array.layout(),
        numbers,
        refusal,
        refusals);
  }

  /**
   * {@return why a whole list of files was not read, for an exit code; null where all were}
   *
   * @param files as they were read
   */
  public static @Nullable String refusal(List<InspectedFile> files) {
    return files.stream()
        .map(InspectedFile::refusal)
        .filter(r -> r != null)
        .findFirst()
        .orElse(null);
  }
}
