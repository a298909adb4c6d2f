package org.collapsar.lab.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSets;
import org.collapsar.data.FetchListener;

/** Directories: the data sets in theirs, and room where files are written. */
final class PlaceTopics {
  /** Less than this is soon used up. */
  private static final double ENOUGH_GIB = 1;

  private final DataDirectory data;
  private final Path work;

  PlaceTopics(DataDirectory data, Path work) {
    this.data = data;
    this.work = work.toAbsolutePath();
  }

  List<Finding> data() {
    Path root = data.root();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.of(
            "data",
            root + (Files.exists(root) ? "" : " (not there yet)"),
            !Files.isWritable(standing(root)),
            "nothing can be written there: set COLLAPSAR_DATA, or give --data-dir"));
    for (String name : DataSets.names()) {
      findings.add(dataSet(name));
    }
    return findings;
  }

  /** What is there is read and compared with its SHA-256; nothing is fetched. */
  private Finding dataSet(String name) {
    String topic = "data " + name;
    if (DataSets.info(name).builtIn()) {
      return Finding.fine(topic, "built in");
    }
    if (!DataSets.isPresent(name, data)) {
      return Finding.fine(topic, "not here; collapsar data fetch " + name + " gets it");
    }
    try {
      DataSets.fetch(name, data, FetchListener.NONE);
      return Finding.fine(topic, "here, with the right SHA-256");
    } catch (BadInputException | FailedException e) {
      return new Finding(
          topic, "damaged", e.getMessage() + ": remove it, then collapsar data fetch " + name);
    }
  }

  List<Finding> disk() throws IOException {
    Map<String, Path> places = new LinkedHashMap<>();
    places.put("runs", work);
    places.put("data", data.root());
    places.put("temporary files", Path.of(System.getProperty("java.io.tmpdir")));
    places.put("native libraries", nativeLibraries());
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Path> place : places.entrySet()) {
      findings.add(disk(place.getKey(), place.getValue()));
    }
    return findings;
  }

  /** Where JavaCPP unpacks OpenBLAS. */
  private static Path nativeLibraries() {
    String given = System.getProperty("org.bytedeco.javacpp.cachedir");
    return given != null
        ? Path.of(given)
        : Path.of(System.getProperty("user.home"), ".javacpp", "cache");
  }

  private static Finding disk(String use, Path place) throws IOException {
    Path standing = standing(place);
    double free = Files.getFileStore(standing).getUsableSpace() / (double) (1 << 30);
    return Finding.of(
        "disk",
        String.format(Locale.ROOT, "%.1f GiB free for %s, %s", free, use, place),
        free < ENOUGH_GIB,
        String.format(Locale.ROOT, "less than %.0f GiB: make room", ENOUGH_GIB));
  }

  /** The path itself, or the directory above it that exists. */
  private static Path standing(Path path) {
    Path standing = path.toAbsolutePath();
    while (!Files.exists(standing) && standing.getParent() != null) {
      standing = standing.getParent();
    }
    return standing;
  }
}
