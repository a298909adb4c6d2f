package org.collapsar.lab.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.CurveData;
import org.collapsar.lab.figure.HistogramPanel;
import org.collapsar.lab.figure.MatrixData;
import org.collapsar.lab.figure.ParityData;
import org.collapsar.lab.figure.SweepData;

/** The numbers that the page's charts are drawn from, as JSON. */
public final class PageData {

  public static final JsonMapper MAPPER = JsonMapper.builder().build();

  private PageData() {}

  /** One entry an experiment: figures, panels, runs. */
  public static String json(List<ExperimentRuns> experiments) {
    ArrayNode all = MAPPER.createArrayNode();
    for (ExperimentRuns experiment : experiments) {
      ObjectNode entry = all.addObject();
      entry.put("id", experiment.info().id());
      ArrayNode figures = entry.putArray("figures");
      for (FigureSpec figure : experiment.info().figures()) {
        ObjectNode node = figures.addObject();
        node.put("id", figure.id());
        node.put("element", experiment.element(figure));
        node.put("kind", figure.kind().name().toLowerCase(Locale.ROOT));
        switch (figure.kind()) {
          case BAND, LINES, LAYERS, CERTIFICATE -> CurveData.put(node, figure, experiment.runs());
          case HISTOGRAM -> HistogramPanel.put(node, figure, experiment.runs());
          case SWEEP -> SweepData.put(node, figure, experiment.runs());
          case GRAM, MATRICES -> MatrixData.put(node, figure, experiment.runs());
          case PARITY -> ParityData.put(node, experiment.runs());
        }
      }
    }
    try {
      return MAPPER.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and strings is always JSON", e);
    }
  }
}
