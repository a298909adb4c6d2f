package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.net.Activation;
import org.collapsar.net.LayerSpec;

/** The {@code network} of run.json, as {@link NetworkReader} reads it. */
final class NetworkJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NetworkJson() {}

  static ObjectNode of(NetworkConfig network) {
    if (network instanceof NetworkConfig.MeanField m) {
      return meanField(m);
    }
    return network instanceof NetworkConfig.DeepLinearHead d
        ? deepLinearHead(d)
        : dense((NetworkConfig.Dense) network);
  }

  private static ObjectNode meanField(NetworkConfig.MeanField m) {
    ObjectNode json = JSON.objectNode();
    json.put("kind", "mean-field").put("width", m.width()).put("features", m.features());
    activation(json, m.activation());
    json.put("gamma", m.gamma()).put("freezeW", m.freezeW());
    // What runs of older versions have not is left out where it is as they were.
    if (m.freezeWUntil() > 0) {
      json.put("freezeWUntil", m.freezeWUntil());
    }
    json.put("decayW", m.decayW()).put("decayRho", m.decayRho()).put("noise", m.noise());
    if (m.truncation() > 0) {
      json.put("truncation", m.truncation());
    }
    if (m.initialisationScale() != 1) {
      json.put("initialisationScale", m.initialisationScale());
    }
    return json;
  }

  private static ObjectNode deepLinearHead(NetworkConfig.DeepLinearHead d) {
    ObjectNode json = JSON.objectNode().put("kind", "deep-linear-head");
    if (d.widths().common().isPresent()) {
      json.put("width", d.widths().common().getAsInt());
      d.widths().first().ifPresent(first -> json.put("firstWidth", first));
    } else {
      d.widths().widths().forEach(json.putArray("widths")::add);
    }
    json.put("nonlinear", d.nonlinear()).put("linear", d.linear());
    activation(json, d.activation());
    if (!d.initialisationScales().isEmpty()) {
      d.initialisationScales().forEach(json.putArray("initialisationScales")::add);
    }
    return json.put("weightDecay", d.weightDecay())
        .put("decayAtWidth", d.decayAtWidth())
        .put("bias", d.bias())
        .put("decayBias", d.decayBias())
        .put("initialisation", Value.word(d.initialisation()))
        .put("headInitialisation", Value.word(d.headInitialisation()));
  }

  private static ObjectNode dense(NetworkConfig.Dense d) {
    ObjectNode json = JSON.objectNode();
    ArrayNode layers = json.put("kind", "dense").putArray("layers");
    for (NetworkConfig.Layer layer : d.layers()) {
      ObjectNode l = layers.addObject();
      if (layer.width().isPresent()) {
        l.put("width", layer.width().getAsInt());
      } else {
        l.put("width", "classes");
      }
      LayerSpec parts = layer.parts();
      activation(l, parts.activation());
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
    return json;
  }

  private static void activation(ObjectNode json, Activation f) {
    switch (f.kind()) {
      case LEAKY_RELU -> json.putObject("activation").put("name", f.name()).put("slope", f.slope());
      case SMOOTH_LEAKY_RELU ->
          json.putObject("activation")
              .put("name", f.name())
              .put("slope", f.slope())
              .put("smoothing", f.smoothing());
      default -> json.put("activation", f.name());
    }
  }
}
