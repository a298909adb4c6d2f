package org.collapsar.lab.config;

import java.util.List;
import java.util.OptionalInt;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.HiddenWidths;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;

/** The section {@code network}. */
final class NetworkReader {
  private enum Kind {
    MEAN_FIELD,
    DENSE,
    DEEP_LINEAR_HEAD
  }

  private static final String[] MEAN_FIELD_KEYS = {
    "kind",
    "width",
    "features",
    "activation",
    "gamma",
    "freezeW",
    "freezeWUntil",
    "decayW",
    "decayRho",
    "noise",
    "truncation",
    "initialisationScale"
  };

  private static final String[] DENSE_KEYS = {"kind", "layers"};

  private static final String[] DEEP_LINEAR_HEAD_KEYS = {
    "kind",
    "width",
    "firstWidth",
    "widths",
    "nonlinear",
    "linear",
    "activation",
    "weightDecay",
    "decayAtWidth",
    "bias",
    "decayBias",
    "initialisation",
    "headInitialisation",
    "initialisationScales"
  };

  private static final String[] LAYER_KEYS = {
    "width",
    "activation",
    "outputScale",
    "stepFactor",
    "weightDecay",
    "noise",
    "frozen",
    "initialisation",
    "initialisationScale",
    "bias",
    "decayBias"
  };

  private NetworkReader() {}

  /** Reads it from the whole file; its kind is read before the rest, whose keys depend on it. */
  static NetworkConfig read(Section file) {
    Section anyKind = file.value("network", "a group of keys").anyKeys();
    return switch (anyKind.word("kind", Kind.class)) {
      case MEAN_FIELD -> meanField(file.section("network", MEAN_FIELD_KEYS));
      case DENSE -> dense(file.section("network", DENSE_KEYS));
      case DEEP_LINEAR_HEAD -> deepLinearHead(file.section("network", DEEP_LINEAR_HEAD_KEYS));
    };
  }

  private static NetworkConfig meanField(Section s) {
    boolean freezeW = s.flag("freezeW", false);
    double until =
        s.has("freezeWUntil")
            ? s.number(
                "freezeWUntil", "a fraction of the epochs, from 0 to below 1", x -> x >= 0 && x < 1)
            : 0;
    if (freezeW && until > 0) {
      throw s.bad("freezeWUntil", "nothing beside network.freezeW: true, which is for all epochs");
    }
    return new NetworkConfig.MeanField(
        s.whole("width", 1),
        s.whole("features", 1),
        ActivationReader.read(s, "activation"),
        s.positive("gamma", 1),
        freezeW,
        until,
        s.notNegative("decayW", 0),
        s.notNegative("decayRho", 0),
        s.notNegative("noise", 0),
        truncation(s),
        s.notNegative("initialisationScale", 1));
  }

  /** R, or the word none. */
  private static double truncation(Section s) {
    return s.has("truncation")
            && !(s.value("truncation", "R").isText() && s.text("truncation").equals("none"))
        ? s.number("truncation", "a positive number, or the word none", x -> x > 0)
        : 0;
  }

  private static NetworkConfig dense(Section s) {
    List<NetworkConfig.Layer> layers = s.list("layers", "a list of layers", NetworkReader::layer);
    if (layers.isEmpty()) {
      throw s.bad("layers", "at least one layer");
    }
    return new NetworkConfig.Dense(layers);
  }

  private static NetworkConfig.Layer layer(Value value) {
    Section s = value.section(LAYER_KEYS);
    int width = s.wholeOr("width", 1, "classes", 0);
    return new NetworkConfig.Layer(
        width == 0 ? OptionalInt.empty() : OptionalInt.of(width),
        LayerSpec.dense(1, ActivationReader.read(s, "activation"))
            .outputScale(
                s.has("outputScale")
                    ? s.number("outputScale", "a number other than 0", x -> x != 0)
                    : 1)
            .stepFactor(s.positive("stepFactor", 1))
            .decay(s.notNegative("weightDecay", 0))
            .noise(s.notNegative("noise", 0))
            .frozen(s.flag("frozen", false))
            .drawn(s.word("initialisation", Initialisation.class, Initialisation.HE))
            .bias(s.flag("bias", false))
            .decayBias(s.flag("decayBias", true))
            .drawnTimes(s.notNegative("initialisationScale", 1)));
  }

  private static NetworkConfig deepLinearHead(Section s) {
    int nonlinear = s.whole("nonlinear", 0);
    int linear = s.whole("linear", 1);
    Initialisation initialisation =
        s.word("initialisation", Initialisation.class, Initialisation.HE);
    return new NetworkConfig.DeepLinearHead(
        widths(s, (long) nonlinear + linear - 1),
        nonlinear,
        linear,
        ActivationReader.read(s, "activation"),
        s.notNegative("weightDecay", 0),
        s.whole("decayAtWidth", 0, 0),
        s.flag("bias", false),
        s.flag("decayBias", true),
        initialisation,
        s.word("headInitialisation", Initialisation.class, initialisation),
        scales(s, nonlinear + linear));
  }

  /** A number a layer, none for 1 each. */
  private static List<Double> scales(Section s, int depth) {
    if (!s.has("initialisationScales")) {
      return List.of();
    }
    String expected = "%d numbers of at least 0, one for each layer".formatted(depth);
    List<Double> scales =
        s.list(
            "initialisationScales",
            expected,
            item -> item.number("a number of at least 0", x -> x >= 0));
    if (scales.size() != depth) {
      throw s.bad("initialisationScales", expected);
    }
    return scales;
  }

  /** One width for every hidden layer, or a list with each one's. */
  private static HiddenWidths widths(Section s, long hidden) {
    if (hidden > 10_000) {
      throw s.bad("nonlinear", "at most 10000 layers with network.linear");
    }
    if (!s.has("widths")) {
      int width = s.has("width") || hidden > 0 ? s.whole("width", 1) : 1;
      if (s.has("firstWidth")) {
        if (hidden < 1) {
          throw s.bad("firstWidth", "a network with a layer besides the last");
        }
        return HiddenWidths.firstAndOthers(s.whole("firstWidth", 1), width, (int) hidden);
      }
      return HiddenWidths.all(width, (int) hidden);
    }
    for (String other : List.of("width", "firstWidth")) {
      if (s.has(other)) {
        throw s.bad(other, "either network." + other + " or network.widths");
      }
    }
    List<Integer> widths =
        s.list("widths", "a list of the widths of the hidden layers", item -> item.whole(1));
    if (widths.size() != hidden) {
      throw s.bad(
          "widths",
          "%d widths, one for each layer but the last of %d".formatted(hidden, hidden + 1));
    }
    return HiddenWidths.each(widths);
  }
}
