package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;

/** A stack of dense layers, said layer by layer. */
final class DenseKind implements NetworkKind<NetworkConfig.Dense> {
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

  @Override
  public String name() {
    return "dense";
  }

  @Override
  public Class<NetworkConfig.Dense> type() {
    return NetworkConfig.Dense.class;
  }

  @Override
  public List<String> keys() {
    return List.of("layers");
  }

  @Override
  public NetworkConfig.Dense read(Section s) {
    List<NetworkConfig.Layer> layers = s.list("layers", "a list of layers", DenseKind::layer);
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

  @Override
  public void write(NetworkConfig.Dense d, ObjectNode json) {
    ArrayNode layers = json.putArray("layers");
    for (NetworkConfig.Layer layer : d.layers()) {
      ObjectNode l = layers.addObject();
      if (layer.width().isPresent()) {
        l.put("width", layer.width().getAsInt());
      } else {
        l.put("width", "classes");
      }
      LayerSpec parts = layer.parts();
      ActivationReader.write(l, parts.activation());
      l.put("outputScale", parts.outputScale())
          .put("stepFactor", parts.stepFactor())
          .put("weightDecay", parts.weightDecay())
          .put("noise", parts.noise())
          .put("frozen", parts.frozen())
          .put("initialisation", Value.word(parts.initialisation()));
      if (parts.initialisationScale() != 1) {
        l.put("initialisationScale", parts.initialisationScale());
      }
      // Runs of older versions have no biases and do not say so.
      if (parts.bias()) {
        l.put("bias", true).put("decayBias", parts.decayBias());
      }
    }
  }
}
