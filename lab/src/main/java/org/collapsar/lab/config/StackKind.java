package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.convolution.LayerStack;
import org.collapsar.lab.convolution.Part;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.ConvolutionalConfig;

/** A backbone that is said layer by layer, and layers behind it. */
final class StackKind implements NetworkKind<ConvolutionalConfig.OfLayers> {
  private static final String EXPECTED =
      "a list of {convolution: 32, kernel: 3, stride: 1, bias: false}, {max-pool: 2},"
          + " {average-pool: 2}, {linear: 64, bias: false}, batch-norm, relu, global-average,"
          + " flatten";

  @Override
  public String name() {
    return "stack";
  }

  @Override
  public Class<ConvolutionalConfig.OfLayers> type() {
    return ConvolutionalConfig.OfLayers.class;
  }

  @Override
  public List<String> keys() {
    return HeadReader.keys("layers");
  }

  @Override
  public ConvolutionalConfig.OfLayers read(Section s) {
    List<Part> parts = new ArrayList<>();
    s.list("layers", EXPECTED, value -> parts.add(part(value, "layers." + parts.size())));
    if (parts.isEmpty()) {
      throw s.bad("layers", EXPECTED);
    }
    return new ConvolutionalConfig.OfLayers(new LayerStack(parts), HeadReader.read(s));
  }

  private static Part part(Value value, String name) {
    if (value.isText()) {
      return switch (value.text()) {
        case "relu" -> new Part.Relu();
        case "batch-norm" -> new Part.BatchNorm(name);
        case "global-average" -> new Part.GlobalAverage();
        case "flatten" -> new Part.Flatten();
        default -> throw value.bad(EXPECTED);
      };
    }
    Section any = value.anyKeys();
    if (any.has("convolution")) {
      Section s = value.section("convolution", "kernel", "stride", "bias");
      int kernel = s.whole("kernel", 1, 3);
      return new Part.Convolution(
          name,
          s.whole("convolution", 1),
          kernel,
          s.whole("stride", 1, 1),
          kernel / 2,
          s.flag("bias", false),
          false);
    }
    if (any.has("linear")) {
      Section s = value.section("linear", "bias");
      return new Part.Linear(name, s.whole("linear", 1), s.flag("bias", false));
    }
    boolean largest = any.has("max-pool");
    Section s = value.section("max-pool", "average-pool");
    if (largest == s.has("average-pool")) {
      throw value.bad(EXPECTED);
    }
    return new Part.Pool(largest, s.whole(largest ? "max-pool" : "average-pool", 1));
  }

  @Override
  public void write(ConvolutionalConfig.OfLayers c, ObjectNode json) {
    ArrayNode layers = json.putArray("layers");
    for (Part part : c.trunk().parts()) {
      if (part instanceof Part.Convolution p) {
        layers
            .addObject()
            .put("convolution", p.channels())
            .put("kernel", p.kernel())
            .put("stride", p.stride())
            .put("bias", p.bias());
      } else if (part instanceof Part.Linear p) {
        layers.addObject().put("linear", p.width()).put("bias", p.bias());
      } else if (part instanceof Part.Pool p) {
        layers.addObject().put(p.largest() ? "max-pool" : "average-pool", p.side());
      } else {
        layers.add(word(part));
      }
    }
    HeadReader.write(c.common(), json);
  }

  private static String word(Part part) {
    if (part instanceof Part.Relu) {
      return "relu";
    }
    if (part instanceof Part.BatchNorm) {
      return "batch-norm";
    }
    return part instanceof Part.Flatten ? "flatten" : "global-average";
  }
}
