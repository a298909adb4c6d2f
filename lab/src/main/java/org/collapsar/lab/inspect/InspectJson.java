package org.collapsar.lab.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.files.ArrayUse;
import org.collapsar.files.FileContents;
import org.collapsar.lab.document.DocumentType;

/** Writer of what is in files as a document. */
public final class InspectJson {
  /** Reason why a sum of finite numbers is none. */
  public static final String SUM_OUT_OF_RANGE = "because it leaves the range of double precision";

  private InspectJson() {}

  /**
   * Makes the document collapsar/inspect/1.
   *
   * @param files as they were read
   * @return a document of the type {@code INSPECT}
   */
  public static ObjectNode document(List<InspectedFile> files) {
    ObjectNode json = DocumentType.INSPECT.begin();
    ArrayNode array = json.putArray("files");
    for (InspectedFile file : files) {
      ObjectNode each = array.addObject().put("source", file.source());
      each.put("format", file.format()).put("refused", file.refusal());
      ArrayNode members = each.putArray("arrays");
      file.arrays().forEach(member -> put(members.addObject(), member));
      ObjectNode taken = each.putObject("taken");
      file.taken().forEach((use, choice) -> put(taken.putObject(use.word()), choice));
    }
    return json;
  }

  private static void put(ObjectNode json, InspectedArray array) {
    json.put("name", array.name().isEmpty() ? null : array.name());
    if (array.shape() == null) {
      json.putNull("shape");
    } else {
      array.shape().forEach(json.putArray("shape")::add);
    }
    json.put("type", array.type()).put("layout", array.layout());
    Numbers numbers = array.numbers();
    if (numbers == null) {
      json.putNull("first").putNull("sum");
    } else {
      ArrayNode first = json.putArray("first");
      numbers.first().forEach(first::add);
      if (Double.isFinite(numbers.sum())) {
        json.put("sum", numbers.sum());
      } else {
        json.putObject("sum").put("undefined", SUM_OUT_OF_RANGE);
      }
    }
    json.put("refused", array.refusal());
    ObjectNode as = json.putObject("as");
    for (ArrayUse use : ArrayUse.values()) {
      ObjectNode each = as.putObject(use.word());
      String refusal = array.refusals().get(use);
      each.put("taken", refusal == null).put("refused", refusal);
    }
  }

  private static void put(ObjectNode json, FileContents.Choice choice) {
    ArrayNode names = json.putArray("arrays");
    choice.names().forEach(name -> names.add(name.isEmpty() ? null : name));
    json.put("refused", choice.refusal());
  }
}
