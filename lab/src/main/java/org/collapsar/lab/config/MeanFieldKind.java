package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.NetworkConfig;

/** The three-layer network of Wu and Mondelli. */
final class MeanFieldKind implements NetworkKind<NetworkConfig.MeanField> {
  @Override
  public String name() {
    return "mean-field";
  }

  @Override
  public Class<NetworkConfig.MeanField> type() {
    return NetworkConfig.MeanField.class;
  }

  @Override
  public List<String> keys() {
    return List.of(
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
        "initialisationScale");
  }

  @Override
  public NetworkConfig.MeanField read(Section s) {
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

  @Override
  public void write(NetworkConfig.MeanField m, ObjectNode json) {
    json.put("width", m.width()).put("features", m.features());
    ActivationReader.write(json, m.activation());
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
  }
}
