package org.collapsar.lab.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.data.DataDirectory;
import org.collapsar.lab.document.DocumentType;

/** Doctor that looks at everything that the program needs of a machine. */
public final class Doctor {
  private record Named(String topic, Examination examination) {}

  private final List<Named> examinations;

  /**
   * Prepares to examine this process.
   *
   * @param data where data sets are
   * @param work the directory that runs are written to
   * @param environment of the process
   */
  public Doctor(DataDirectory data, Path work, Map<String, String> environment) {
    ProcessTopics process = new ProcessTopics(environment);
    ProcessorTopics processor = new ProcessorTopics(environment);
    PlaceTopics places = new PlaceTopics(data, work);
    examinations =
        List.of(
            new Named("java", process::java),
            new Named("memory", process::memory),
            new Named("locale", process::locale),
            new Named("fonts", process::fonts),
            new Named("cpu", processor::cpu),
            new Named("blas", processor::blas),
            new Named("modules", ModuleTopics::modules),
            new Named("data", places::data),
            new Named("disk", places::disk),
            new Named("maven", ToolTopics::maven),
            new Named("git", ToolTopics::git));
  }

  /**
   * Examines everything, one after the other.
   *
   * @return at least one finding per topic
   */
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    for (Named named : examinations) {
      findings.addAll(examine(named.topic(), named.examination()));
    }
    return findings;
  }

  /** Whatever a library throws here is an answer. */
  static List<Finding> examine(String topic, Examination examination) {
    try {
      return examination.examine();
    } catch (Exception | LinkageError | InternalError e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
      return List.of(new Finding(topic, "does not work", line));
    }
  }

  /**
   * Makes the document of findings.
   *
   * @param findings of {@link #examine}
   * @return a document of the type {@code DOCTOR}
   */
  public static ObjectNode json(List<Finding> findings) {
    ObjectNode document =
        DocumentType.DOCTOR.begin().put("fine", findings.stream().noneMatch(Finding::wrong));
    ArrayNode list = document.putArray("findings");
    for (Finding finding : findings) {
      ObjectNode one =
          list.addObject()
              .put("topic", finding.topic())
              .put("found", finding.found())
              .put("wrong", finding.wrong());
      if (finding.wrong()) {
        one.put("advice", finding.advice());
      }
    }
    return document;
  }
}
