package org.collapsar.lab.figure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Content of a figure, in the form in which every place shows it. */
public sealed interface FigureContent {

  /**
   * Panel of curves: as it is printed, and the same curves for the scripts of a page.
   *
   * @param metric what the panel is named by
   * @param panel as it is printed
   * @param page the same curves for scripts
   */
  record CurvePanel(String metric, Panel panel, PageCurves page) {}

  /** Curves of a panel for scripts, which may show them with other axes than the print does. */
  interface PageCurves {
    /**
     * Adds the curves to what a page knows of the panel.
     *
     * @param panel gets their keys
     */
    void put(ObjectNode panel);
  }

  /**
   * Curves, a panel for each of the figure's metrics.
   *
   * @param panels one per metric
   * @param along what lies along the horizontal axis, for readers who do not see it
   * @param script the kind of chart that shows them, as the page's scripts call it
   * @param overEpochs whether that is the epochs, which can be zoomed into
   */
  record Panels(List<CurvePanel> panels, String along, String script, boolean overEpochs)
      implements FigureContent {
    /**
     * Keeps a copy of the panels.
     *
     * @param panels one per metric
     * @param along what lies along the horizontal axis, for readers who do not see it
     * @param script the kind of chart that shows them, as the page's scripts call it
     * @param overEpochs whether that is the epochs, which can be zoomed into
     */
    public Panels {
      panels = List.copyOf(panels);
    }
  }

  /**
   * Matrices as heat maps.
   *
   * @param runs those that have any
   * @param words what they are, for example "Gram matrices"
   * @param entry what an entry is, in words
   * @param index what rows and columns are
   * @param firstIndex the number of the first row
   * @param ownScales whether each matrix has a scale of colours of its own; else they go from -1 to
   *     1
   * @param scale the title of that scale
   * @param charts what each chart is called, for readers who do not see it; as many as the run with
   *     the most matrices has
   */
  record HeatMaps(
      List<MatrixFrames> runs,
      String words,
      String entry,
      String index,
      int firstIndex,
      boolean ownScales,
      String scale,
      List<String> charts)
      implements FigureContent {
    /**
     * Keeps copies of the lists.
     *
     * @param runs those that have any
     * @param words what they are, for example "Gram matrices"
     * @param entry what an entry is, in words
     * @param index what rows and columns are
     * @param firstIndex the number of the first row
     * @param ownScales whether each matrix has a scale of colours of its own; else they go from -1
     *     to 1
     * @param scale the title of that scale
     * @param charts what each chart is called, for readers who do not see it; as many as the run
     *     with the most matrices has
     */
    public HeatMaps {
      runs = List.copyOf(runs);
      charts = List.copyOf(charts);
    }
  }

  /**
   * Predicted numbers against actual ones.
   *
   * @param runs those that have any
   */
  record Parity(List<ParityPoints> runs) implements FigureContent {
    /**
     * Keeps a copy of the runs.
     *
     * @param runs those that have any
     */
    public Parity {
      runs = List.copyOf(runs);
    }
  }

  /**
   * Class means, rows of W and samples, moving.
   *
   * @param runs those that have any
   */
  record Simplex(List<SimplexFrames> runs) implements FigureContent {
    /**
     * Keeps a copy of the runs.
     *
     * @param runs those that have any
     */
    public Simplex {
      runs = List.copyOf(runs);
    }
  }
}
