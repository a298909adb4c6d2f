package org.collapsar.lab.certify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.collapsar.lab.document.CertificateJson;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.linalg.KernelSystems;
import org.collapsar.theory.HeadFit;
import org.collapsar.theory.Landscape;
import org.collapsar.theory.MeanFieldModel;
import org.collapsar.theory.NetworkFacts;

/** Documents that {@code certify} prints: collapsar/certify/1. */
public final class CertifyJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private CertifyJson() {}

  /**
   * Makes the document of a head in files.
   *
   * @param head with its certificates
   * @return a document of the type {@code CERTIFY}
   */
  public static ObjectNode document(CertifiedHead head) {
    return put(DocumentType.CERTIFY.begin(), head);
  }

  /**
   * Makes the document of one run: beside the certificates, where they are from.
   *
   * @param run with its certificates
   * @return a document of the type {@code CERTIFY}
   */
  public static ObjectNode document(CertifiedRun run) {
    return put(DocumentType.CERTIFY.begin(), run);
  }

  /**
   * Makes the document of the runs of an experiment, in a list {@code runs}.
   *
   * @param entries what {@link #entry} makes of each run
   * @return a document of the type {@code CERTIFY}
   */
  public static ObjectNode document(List<ObjectNode> entries) {
    ObjectNode json = DocumentType.CERTIFY.begin();
    ArrayNode list = json.putArray("runs");
    entries.forEach(list::add);
    return json;
  }

  /**
   * Makes the entry of one of several runs.
   *
   * @param run with its certificates
   * @return an object for {@link #document(List)}
   */
  public static ObjectNode entry(CertifiedRun run) {
    return put(JSON.objectNode(), run);
  }

  private static ObjectNode put(ObjectNode json, CertifiedRun run) {
    json.put("run", run.directory().toString()).put("seed", run.seed()).put("epoch", run.epoch());
    json.set("facts", run.facts());
    return put(json, run.head());
  }

  private static ObjectNode put(ObjectNode json, CertifiedHead head) {
    HeadFit fit = head.fit();
    if (fit != null) {
      json.putObject("fit")
          .put("accuracy", fit.accuracy())
          .put("eps_1", fit.residual())
          .put("target-scale", fit.scale());
    }
    if (!head.remarks().isEmpty()) {
      ArrayNode remarks = json.putArray("remarks");
      head.remarks().forEach(remarks::add);
    }
    json.set("certificates", CertificateJson.of(head.certificates()));
    return json;
  }

  /** What a run knows of its mean-field network, and how the linear systems were solved. */
  static ObjectNode facts(MeanFieldModel model, Landscape landscape) {
    ObjectNode json =
        JSON.objectNode()
            .put("activation", model.sigma().name())
            .put("gamma", model.gamma())
            .put("lambda-rho", model.decayRho())
            .put("lambda-w", model.decayW())
            .put("noise", model.noise())
            .put("frozen-w", model.frozenW());
    if (landscape.method() != null) {
      json.putObject("solver")
          .put("method", word(landscape.method()))
          .put("steps", landscape.steps())
          .put("residual", landscape.residual());
    }
    return json;
  }

  /** "conjugate-gradients". */
  static String word(KernelSystems.Method method) {
    return method.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is known; the keys are the options of certify that say the same of files. */
  static ObjectNode facts(NetworkFacts facts) {
    ObjectNode json = JSON.objectNode();
    facts.inputNorm().ifPresent(x -> json.put("input-norm", x));
    facts.nonlinearLayers().ifPresent(x -> json.put("nonlinear-layers", x));
    facts.parameterNorm().ifPresent(x -> json.put("parameter-norm", x));
    facts.decay().ifPresent(x -> json.put("lambda", x));
    facts.minimiserCost().ifPresent(x -> json.put("c", x));
    facts.kernelNorm().ifPresent(x -> json.put("ntk-norm", x));
    return json.put("loss", facts.squaredLoss() ? "squared" : "cross-entropy");
  }
}
