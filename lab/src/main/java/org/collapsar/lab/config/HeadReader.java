package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.lab.convolution.HeadLayer;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.ConvolutionalConfig;
import org.collapsar.net.Initialisation;

/**
 * The keys that all networks on images have: the layers behind the backbone, decay, how it is
 * drawn.
 */
final class HeadReader {
  private static final List<String> KEYS =
      List.of(
          "head",
          "bias",
          "weightDecay",
          "decayBatchNorm",
          "decayBias",
          "initialisation",
          "headInitialisation",
          "stages");

  private static final String EXPECTED =
      "a list of widths, each \"64\" for a linear layer or \"relu 64\" for one with ReLU, without"
          + " the last, which has a neuron a class; or a group nonlinear, linear, width";

  private static final int MOST = 10_000;

  private HeadReader() {}

  /** The keys of a kind. */
  static List<String> keys(String... own) {
    return Stream.concat(Stream.of(own), KEYS.stream()).toList();
  }

  static ConvolutionalConfig.Common read(Section s) {
    Initialisation initialisation =
        s.word("initialisation", Initialisation.class, Initialisation.HE);
    return new ConvolutionalConfig.Common(
        head(s),
        s.flag("bias", false),
        s.notNegative("weightDecay", 0),
        s.flag("decayBatchNorm", true),
        s.flag("decayBias", true),
        initialisation,
        s.word("headInitialisation", Initialisation.class, initialisation),
        s.flag("stages", false));
  }

  private static List<HeadLayer> head(Section s) {
    List<HeadLayer> layers = new ArrayList<>();
    if (s.has("head")) {
      Value value = s.value("head", EXPECTED);
      if (value.isList()) {
        layers.addAll(s.list("head", EXPECTED, HeadReader::layer));
      } else if (value.isText()) {
        throw value.bad(EXPECTED);
      } else {
        Section group = value.section("nonlinear", "linear", "width");
        int nonlinear = group.whole("nonlinear", 0, 0);
        int linear = group.whole("linear", 1);
        if ((long) nonlinear + linear > MOST) {
          throw group.bad("linear", "at most " + MOST + " layers with nonlinear");
        }
        int width = nonlinear + linear > 1 ? group.whole("width", 1) : 1;
        layers.addAll(Collections.nCopies(nonlinear, new HeadLayer(width, true)));
        layers.addAll(Collections.nCopies(linear - 1, new HeadLayer(width, false)));
      }
    }
    layers.add(new HeadLayer(0, false));
    return layers;
  }

  private static HeadLayer layer(Value value) {
    if (!value.isText()) {
      return new HeadLayer(value.whole(1), false);
    }
    String text = value.text();
    boolean relu = text.startsWith("relu ");
    String width = relu ? text.substring("relu ".length()).strip() : text;
    if (!width.matches("[1-9]\\d{0,8}")) {
      throw value.bad("a width, such as 64 for a linear layer or \"relu 64\"");
    }
    return new HeadLayer(Integer.parseInt(width), relu);
  }

  static void write(ConvolutionalConfig.Common c, ObjectNode json) {
    ArrayNode head = json.putArray("head");
    for (HeadLayer layer : c.head().subList(0, c.head().size() - 1)) {
      if (layer.relu()) {
        head.add("relu " + layer.width());
      } else {
        head.add(layer.width());
      }
    }
    json.put("bias", c.bias())
        .put("weightDecay", c.weightDecay())
        .put("decayBatchNorm", c.decayBatchNorm())
        .put("decayBias", c.decayBias())
        .put("initialisation", Value.word(c.initialisation()))
        .put("headInitialisation", Value.word(c.headInitialisation()));
    if (c.stagesAsLayers()) {
      json.put("stages", true);
    }
  }

  /** Whole numbers of at least 1, at least one of them. */
  static List<Integer> wholes(Section s, String key, String of) {
    String expected = "a list of whole numbers of at least 1, " + of;
    List<Integer> numbers = s.list(key, expected, item -> item.whole(1));
    if (numbers.isEmpty()) {
      throw s.bad(key, expected);
    }
    return numbers;
  }

  /** The same, one for each of {@code blocks}. */
  static List<Integer> widths(Section s, List<Integer> blocks) {
    List<Integer> widths = wholes(s, "widths", "the channels of each stage");
    if (widths.size() != blocks.size()) {
      throw s.bad("widths", "%d widths, one per stage of network.blocks".formatted(blocks.size()));
    }
    return widths;
  }
}
