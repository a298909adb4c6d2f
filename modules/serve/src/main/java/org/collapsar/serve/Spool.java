package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.index.RunIndex;

/**
 * What trainings left in files when no server answered: DIR/collapsar-spool/NAME, as the Python
 * client writes it. A server takes them as it starts, where the training is over; one that goes on
 * sends them itself.
 */
final class Spool {
  private static final String DIRECTORY = "collapsar-spool";
  private static final String DESCRIPTION = "watch.json";
  private static final String FILES = "\\d{1,7}\\.(npz|safetensors|json)|end\\.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RunIndex index;
  private final ExternalRuns external;

  Spool(RunIndex index, ExternalRuns external) {
    this.index = index;
    this.external = external;
  }

  /** Takes all of them; what cannot be taken stays as it is. */
  void take() {
    for (Path root : index.roots()) {
      for (Path training : entries(root.resolve(DIRECTORY))) {
        Path description = training.resolve(DESCRIPTION);
        if (Files.isRegularFile(description, LinkOption.NOFOLLOW_LINKS)
            && !Files.isSymbolicLink(training)) {
          try {
            take(training, MAPPER.readTree(Files.readAllBytes(description)));
          } catch (IOException | Problem | BadInputException | FailedException e) {
            continue; // "python collapsar.py send" says what is wrong with it
          }
        }
      }
    }
  }

  private void take(Path training, JsonNode description) throws IOException {
    if (ProcessHandle.of(description.path("pid").asLong()).isPresent()) {
      return;
    }
    Optional<IndexedRun> known =
        index.run(description.path("id").asText()).filter(IndexedRun::external);
    String id = known.isPresent() ? known.get().id() : external.create(description);
    index.look();
    Path run = index.run(id).orElseThrow().directory();
    ExternalRuns.Incoming incoming = new ExternalRuns.Incoming(run);
    incoming.make();
    for (Path file : entries(training)) {
      String name = String.valueOf(file.getFileName());
      if (name.matches(FILES) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(file, incoming.directory().resolve(name));
      }
    }
    Files.delete(training.resolve(DESCRIPTION));
    if (entries(training).isEmpty()) {
      Files.delete(training);
    }
  }

  private static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
      found.forEach(entries::add);
    } catch (IOException none) {
      return List.of();
    }
    return entries;
  }
}
