package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.run.RunRecord;

/**
 * Figure computed from runs, once, for all that show it: the page, its scripts, and the printed
 * files.
 *
 * @param spec what was asked for
 * @param content what there is to see
 * @param about what the reader of any such figure has to know, a sentence; may be empty
 * @param notes what was left out or clipped, whole sentences, below the figure on a page that says
 *     of the runs what they lack
 * @param printed the same for a figure that stands alone, which says that of the runs, too
 */
public record DrawnFigure(
    FigureSpec spec,
    FigureContent content,
    String about,
    List<String> notes,
    List<String> printed) {

  /**
   * Keeps copies of the lists.
   *
   * @param spec what was asked for
   * @param content what there is to see
   * @param about what the reader of any such figure has to know, a sentence; may be empty
   * @param notes what was left out or clipped, whole sentences, below the figure on a page that
   *     says of the runs what they lack
   * @param printed the same for a figure that stands alone, which says that of the runs, too
   */
  public DrawnFigure {
    notes = List.copyOf(notes);
    printed = List.copyOf(printed);
  }

  /**
   * Computes a figure.
   *
   * @param figure what is asked for
   * @param runs those that are drawn
   * @return a figure, perhaps without anything to see
   */
  public static DrawnFigure of(FigureSpec figure, List<RunRecord> runs) {
    return FigureMakers.of(figure.kind()).draw(figure, runs);
  }

  /**
   * Computes figures of the same runs.
   *
   * @param figures what is asked for
   * @param runs those that are drawn
   * @return one per figure, in the same order
   */
  public static List<DrawnFigure> of(List<FigureSpec> figures, List<RunRecord> runs) {
    return figures.stream().map(figure -> of(figure, runs)).toList();
  }

  /** {@return the numbers from which the scripts of a page draw the figure} */
  public ObjectNode data() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", spec.id());
    if (content instanceof FigureContent.Panels curves) {
      node.put("kind", curves.script());
      node.put("logarithmic", !spec.logarithmic().isEmpty());
      var panels = node.putArray("panels");
      for (FigureContent.CurvePanel each : curves.panels()) {
        ObjectNode panel = panels.addObject();
        panel.put("metric", each.metric());
        panel.put("label", each.panel().label().axis()).put("name", each.panel().label().name());
        panel.put("logarithmic", spec.logarithmic(each.metric()));
        each.page().put(panel);
      }
    } else if (content instanceof FigureContent.HeatMaps matrices) {
      node.put("kind", "matrices");
      MatrixData.put(node, matrices);
    } else if (content instanceof FigureContent.Parity parity) {
      node.put("kind", "parity");
      ParityData.put(node, parity.runs());
    } else if (content instanceof FigureContent.Simplex simplex) {
      node.put("kind", "simplex");
      SimplexData.put(node, simplex.runs());
    }
    return node;
  }

  /**
   * Looks up the panel of a metric of a figure of curves.
   *
   * @param metric reference to what is drawn
   * @return the panel as it is printed
   * @throws IllegalArgumentException if there is none
   */
  public Panel panel(String metric) {
    return ((FigureContent.Panels) content)
        .panels().stream()
            .filter(each -> each.metric().equals(metric))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("the figure has no panel " + metric))
            .panel();
  }

  /** Notes of panels, each once. */
  static List<String> notes(List<FigureContent.CurvePanel> panels) {
    return panels.stream().flatMap(each -> each.panel().notes().stream()).distinct().toList();
  }

  /** A sentence each, once: on runs that are not like the others, then those of the figure. */
  static List<String> together(List<String> ofRuns, List<String> ofFigure) {
    return Stream.concat(ofRuns.stream(), ofFigure.stream()).distinct().toList();
  }
}
