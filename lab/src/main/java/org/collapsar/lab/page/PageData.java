package org.collapsar.lab.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.figure.DrawnFigure;

/** Writer of the numbers that the page's charts are drawn from, as JSON. */
public final class PageData {

  /** Mapper of all JSON in pages. */
  public static final JsonMapper MAPPER = JsonMapper.builder().build();

  private PageData() {}

  /** One entry an experiment: figures, panels, runs. */
  static String json(List<ExperimentRuns> experiments) {
    ArrayNode all = MAPPER.createArrayNode();
    for (int i = 0; i < experiments.size(); i++) {
      ObjectNode entry = all.addObject();
      entry.put("id", experiments.get(i).info().id());
      ArrayNode figures = entry.putArray("figures");
      List<DrawnFigure> drawn = experiments.get(i).figures().all();
      for (int f = 0; f < drawn.size(); f++) {
        figures.add(drawn.get(f).data().put("element", ReportIds.figure(i, f)));
      }
    }
    try {
      return MAPPER.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and strings is always JSON", e);
    }
  }
}
