package org.collapsar.lab.figure;

import java.util.EnumMap;
import java.util.Map;
import org.collapsar.lab.experiment.FigureKind;

/**
 * What computes each kind of figure: the one map that a further {@link FigureKind} is entered into.
 */
final class FigureMakers {

  private static final Map<FigureKind, FigureMaker> ALL = new EnumMap<>(FigureKind.class);

  static {
    ALL.put(FigureKind.BAND, EpochFigure.BAND);
    ALL.put(FigureKind.LINES, EpochFigure.LINES);
    ALL.put(FigureKind.LAYERS, EpochFigure.LAYERS);
    ALL.put(FigureKind.CERTIFICATE, EpochFigure.CERTIFICATE);
    ALL.put(FigureKind.SWEEP, SweepPanel::draw);
    ALL.put(FigureKind.HISTOGRAM, HistogramPanel::draw);
    ALL.put(FigureKind.GRAM, MatrixFrames::draw);
    ALL.put(FigureKind.MATRICES, MatrixFrames::draw);
    ALL.put(FigureKind.PARITY, ParityPoints::draw);
    ALL.put(FigureKind.SIMPLEX, SimplexFrames::draw);
  }

  private FigureMakers() {}

  static FigureMaker of(FigureKind kind) {
    FigureMaker maker = ALL.get(kind);
    if (maker == null) {
      throw new IllegalStateException("nothing computes figures of the kind " + kind);
    }
    return maker;
  }
}
