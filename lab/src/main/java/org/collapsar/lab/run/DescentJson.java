package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.HypothesisJson;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.DescentRates;
import org.collapsar.theory.DescentTheorem;
import org.collapsar.theory.InitialQuantities;

/**
 * descent.json of a run: the numbers at its start that Theorem 4.4 of Jacot et al. (ICLR 2025)
 * takes, and its assumptions with their verdicts, as printed and corrected.
 */
final class DescentJson {
  private DescentJson() {}

  static ObjectNode of(InitialQuantities q) {
    ObjectNode json = DocumentType.DESCENT.begin();
    ObjectNode start = json.putObject("start");
    start.put("samples", q.samples()).put("classes", q.classes());
    q.widths().forEach(start.putArray("widths")::add);
    start.put("nonlinear_layers", q.nonlinearLayers());
    q.smallest().forEach(start.putArray("lambda_l")::add);
    q.norms().forEach(start.putArray("norms")::add);
    start
        .put("lambda_F", q.featuresSmallest())
        .put("C_0", q.loss())
        .put("parameter_norm", q.parameterNorm())
        .put("input_norm", q.inputNorm())
        .put("largest_sample", q.largestSample())
        .put("gamma", q.gamma());
    start.set("beta", finite(q.beta(), "because the slope of the activation jumps"));
    start.put("eta", q.step()).put("lambda", q.decay());
    form(json.putObject("printed"), q, false);
    form(json.putObject("corrected"), q, true);
    return json;
  }

  private static ObjectNode finite(double value, String otherwise) {
    return MetricJson.of(
        Double.isFinite(value) ? MetricValue.of(value) : MetricValue.undefined(otherwise));
  }

  private static void form(ObjectNode json, InitialQuantities q, boolean corrected) {
    DescentRates rates = DescentRates.of(q, corrected);
    json.set("log_alpha", finite(rates.logAlpha(), "because alpha is 0"));
    json.put("r_0", rates.radius());
    json.set("hypotheses", HypothesisJson.of(DescentTheorem.atStart(q, corrected)));
  }
}
