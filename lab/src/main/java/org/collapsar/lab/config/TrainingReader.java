package org.collapsar.lab.config;

import java.util.List;
import java.util.Optional;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.lab.experiment.TrainingConfig;
import org.collapsar.linalg.Precision;
import org.collapsar.model.ModelDevice;
import org.collapsar.net.Activation;
import org.collapsar.net.DescentRule;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;

/** The section {@code train}. */
final class TrainingReader {
  private static final String[] KEYS = {
    "precision",
    "epochs",
    "batch",
    "stepsPerEpoch",
    "steps",
    "loss",
    "momentum",
    "nesterov",
    "decay",
    "stream",
    "threads",
    "device"
  };

  /** Where weight decay goes. */
  enum Decay {
    COUPLED,
    DECOUPLED
  }

  private TrainingReader() {}

  /** Reads it from the whole file. */
  static TrainingConfig read(Section file, NetworkConfig network) {
    Section s = file.section("train", KEYS);
    return new TrainingConfig(
        s.word("precision", Precision.class, Precision.FLOAT32),
        s.whole("epochs", 0),
        s.wholeOr("batch", 0, "full", 0),
        steps(s),
        s.word("loss", Loss.class, Loss.SQUARED),
        rule(s),
        fullSteps(s),
        s.whole("stream", 0, 0),
        library(s, network));
  }

  /** Threads and device belong to the configuration where numbers depend on them. */
  private static Optional<TrainingConfig.Library> library(Section s, NetworkConfig network) {
    if (network.byLibrary()) {
      TrainingConfig.Library usual = TrainingConfig.Library.USUAL;
      return Optional.of(
          new TrainingConfig.Library(
              s.whole("threads", 1, usual.threads()),
              s.has("device") ? device(s) : usual.device()));
    }
    if (s.has("threads")) {
      throw s.bad(
          "threads",
          "nothing, because no number of this kind of network depends on it (--threads)");
    }
    if (s.has("device")) {
      throw s.bad("device", "nothing, because this kind of network is trained on the processor");
    }
    return Optional.empty();
  }

  private static ModelDevice device(Section s) {
    try {
      return ModelDevice.parse(s.text("device"));
    } catch (BadInputException e) {
      throw s.bad("device", "cpu, cuda or cuda:N");
    }
  }

  /** More than one only where a step takes all samples. */
  private static int fullSteps(Section s) {
    int steps = s.whole("stepsPerEpoch", 1, 1);
    if (steps > 1 && s.wholeOr("batch", 0, "full", 0) != 0) {
      throw s.bad("stepsPerEpoch", "1, or train.batch to be full");
    }
    return steps;
  }

  private static DescentRule rule(Section s) {
    double momentum =
        s.has("momentum")
            ? s.number("momentum", "a number from 0 to below 1", x -> x >= 0 && x < 1)
            : 0;
    boolean nesterov = s.flag("nesterov", false);
    if (nesterov && momentum == 0) {
      throw s.bad("nesterov", "false, or a train.momentum above 0 beside it");
    }
    return new DescentRule(
        momentum, nesterov, s.word("decay", Decay.class, Decay.COUPLED) == Decay.DECOUPLED);
  }

  /** A single number, or a list of {from, size}. */
  private static StepSchedule steps(Section s) {
    if (s.value("steps", "a step size").node() instanceof Node.Scalar) {
      return StepSchedule.constant(s.positive("steps"));
    }
    String expected = "a positive number or a list of {from, size}";
    List<StepSchedule.Piece> pieces =
        s.list(
            "steps",
            expected,
            item -> {
              Section piece = item.section("from", "size");
              double from =
                  piece.number(
                      "from", "a fraction of the epochs, from 0 to below 1", x -> x >= 0 && x < 1);
              return new StepSchedule.Piece(from, piece.positive("size"));
            });
    if (pieces.isEmpty()) {
      throw s.bad("steps", expected);
    }
    double last = -1;
    for (StepSchedule.Piece piece : pieces) {
      if (!(piece.from() > last) || (last < 0 && piece.from() != 0)) {
        throw s.bad(
            "steps",
            "from to start at 0 and to increase",
            (last < 0 ? "" : last + " and then ") + piece.from());
      }
      last = piece.from();
    }
    return new StepSchedule(pieces);
  }

  /** What the network has to be for it. */
  static void check(Experiment e) {
    Activation last = e.network().lastActivation();
    if (!e.train().loss().allows(last)) {
      throw e.places()
          .bad(
              "train.loss",
              "squared, because the last layer is not linear (" + last + ")",
              Value.word(e.train().loss()));
    }
    e.network().meanField().ifPresent(m -> checkStages(e, m));
  }

  private static void checkStages(Experiment e, NetworkConfig.MeanField m) {
    if (m.truncation() > 0 && e.train().batch() != 0) {
      throw e.places()
          .bad(
              "train.batch",
              "full, because network.truncation needs the gradient over all samples",
              e.train().batch());
    }
    int epochs = e.train().epochs();
    if (m.freezeWUntil() > 0 && epochs > 0 && m.freezeWUntil() * epochs > epochs - 1) {
      throw e.places()
          .bad(
              "network.freezeWUntil",
              "a fraction that leaves W an epoch of the " + epochs + " (train.epochs)",
              m.freezeWUntil());
    }
  }
}
