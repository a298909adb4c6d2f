package org.collapsar.lab.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.lab.run.TableComparison;

/**
 * Comparison of runs with the same runs trained again from their records.
 *
 * @param runs each beside itself
 * @param claims each as recorded and as judged anew; none where not all epochs were trained
 * @param epochsOfAll whether all epochs were trained that the records have
 * @param machines what differs between the machine of the record and this one, by name: recorded,
 *     here
 */
public record Verification(
    List<Run> runs, List<Claim> claims, boolean epochsOfAll, Map<String, List<String>> machines) {

  /**
   * Comparison of one run.
   *
   * @param name as reports call it
   * @param epochs the last epoch that was compared
   * @param tables its tables
   * @param other names of its other files that are not the same bytes
   */
  public record Run(String name, int epochs, List<TableComparison> tables, List<String> other) {
    /**
     * Keeps copies of the lists.
     *
     * @param name as reports call it
     * @param epochs the last epoch that was compared
     * @param tables its tables
     * @param other names of its other files that are not the same bytes
     */
    public Run {
      tables = List.copyOf(tables);
      other = List.copyOf(other);
    }

    /** {@return whether every file has the same bytes} */
    public boolean same() {
      return other.isEmpty() && tables.stream().allMatch(TableComparison::same);
    }
  }

  /**
   * Claim judged on the record and on the new runs.
   *
   * @param recorded as the record has it
   * @param again as it was judged anew
   */
  public record Claim(ClaimResult recorded, ClaimResult again) {
    /** {@return whether the verdict is the same} */
    public boolean sameVerdict() {
      return recorded.holds() == again.holds();
    }
  }

  /**
   * Keeps copies of the lists.
   *
   * @param runs each beside itself
   * @param claims each as recorded and as judged anew; none where not all epochs were trained
   * @param epochsOfAll whether all epochs were trained that the records have
   * @param machines what differs between the machine of the record and this one, by name: recorded,
   *     here
   */
  public Verification {
    runs = List.copyOf(runs);
    claims = List.copyOf(claims);
  }

  /** {@return whether every run has the same bytes, and so every claim its verdict} */
  public boolean same() {
    return runs.stream().allMatch(Run::same) && claims.stream().allMatch(Claim::sameVerdict);
  }

  /** {@return the comparison as the document collapsar/verify/1} */
  public ObjectNode document() {
    ObjectNode json = DocumentType.VERIFY.begin().put("same", same()).put("complete", epochsOfAll);
    ObjectNode differs = json.putObject("machine");
    machines.forEach(
        (what, pair) ->
            differs.putObject(what).put("recorded", pair.get(0)).put("here", pair.get(1)));
    ArrayNode all = json.putArray("runs");
    for (Run run : runs) {
      ObjectNode node =
          all.addObject()
              .put("name", run.name())
              .put("epoch", run.epochs())
              .put("same", run.same());
      ArrayNode tables = node.putArray("tables");
      for (TableComparison table : run.tables()) {
        ObjectNode one = tables.addObject().put("file", table.file()).put("rows", table.rows());
        one.put("different", table.different()).put("problem", table.problem());
        ArrayNode differences = one.putArray("differences");
        for (TableComparison.Difference d : table.differences()) {
          ObjectNode difference = differences.addObject().put("what", d.what());
          difference.put("rows", d.rows()).put("firstEpoch", d.firstEpoch());
          if (Double.isNaN(d.largest())) {
            difference.putNull("largest");
          } else {
            difference.put("largest", d.largest());
          }
        }
      }
      run.other().forEach(node.putArray("otherFiles")::add);
    }
    ArrayNode judged = json.putArray("claims");
    for (Claim claim : claims) {
      ObjectNode one = judged.addObject().put("id", claim.recorded().id());
      one.set("recorded", verdict(claim.recorded()));
      one.set("again", verdict(claim.again()));
    }
    return json;
  }

  private static ObjectNode verdict(ClaimResult claim) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("holds", claim.holds());
    json.set("number", MetricJson.of(claim.value()));
    return json;
  }
}
