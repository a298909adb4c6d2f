package org.collapsar.lab.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.collapsar.lab.measure.MeasuredRow;
import org.jspecify.annotations.Nullable;

/**
 * Contents of the page of a measurement.
 *
 * @param rows at least one; of a network its layers, in their order
 * @param inputs the files that were measured, by what they are
 * @param provenance version, machine and {@code command}
 * @param perClass whether there is a table of the classes
 * @param network where the features come from, if that is known
 */
public record MeasureReport(
    List<MeasuredRow> rows,
    JsonNode inputs,
    JsonNode provenance,
    boolean perClass,
    @Nullable NetworkReport network) {
  /**
   * Keeps a copy of the rows.
   *
   * @param rows at least one; of a network its layers, in their order
   * @param inputs the files that were measured, by what they are
   * @param provenance version, machine and {@code command}
   * @param perClass whether there is a table of the classes
   * @param network where the features come from, if that is known
   */
  public MeasureReport {
    rows = List.copyOf(rows);
  }
}
