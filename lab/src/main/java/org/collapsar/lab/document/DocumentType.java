package org.collapsar.lab.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Types of the JSON documents that the program writes, each with the version of its form. A
 * document begins with {@code "schema": "collapsar/NAME/VERSION"}; docs/schemas/NAME.json is the
 * JSON Schema of what this version of the program writes.
 *
 * <p>A key that is added leaves the version as it is: readers skip keys that they do not know, and
 * take what is missing as it was before there was the key. A key that goes away or comes to mean
 * something else raises it.
 */
public enum DocumentType {
  /** Theorems evaluated: certify, and certificates.json of a run. */
  CERTIFY(1),
  /** A page of runs overlaid. */
  COMPARE(1),
  /** A data set, or what data are drawn or read by. */
  DATA(1),
  /** All of them. */
  DATA_LIST(1),
  /** What Theorem 4.4 takes of the start of a run: descent.json. */
  DESCENT(1),
  /** What there is on this machine, and what is wrong: doctor. */
  DOCTOR(1),
  /** What went wrong. */
  ERROR(1),
  /** What runs will take: train, sweep and reproduce with --estimate. */
  ESTIMATE(1),
  /** What metrics are: measure --explain. */
  EXPLAIN(1),
  /** Where the features of a run were written. */
  EXPORT(1),
  /** What is in a file of features of a network, beside the numbers; and what features prints. */
  FEATURES(1),
  /** What is in files of arrays. */
  INSPECT(1),
  /** Features measured. */
  MEASURE(1),
  /** Modules that are fetched on demand, and which are here. */
  MODULES(1),
  /** The experiments that come with the program. */
  PRESETS(1),
  /** A page of runs, with judged claims. */
  REPORT(1),
  /** Experiments that were run, with judged claims: summary.json of an experiment. */
  REPRODUCE(1),
  /** A run: run.json. */
  RUN(1),
  /** Last values of a run: its summary.json. */
  RUN_SUMMARY(1),
  /** Where a server of live runs answers: serve. */
  SERVE(1),
  /** Whether data are linearly separable. */
  SEPARABILITY(1),
  /** A sweep: sweep.json. */
  SWEEP(1),
  /** Runs trained again from their records, and compared. */
  VERIFY(1);

  /** The key that says what a document is. */
  static final String KEY = "schema";

  private final int version;

  DocumentType(int version) {
    this.version = version;
  }

  /** {@return the name of its schema, for example "run-summary"} */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return the {@code schema} of documents of this type and version} */
  public String schema() {
    return "collapsar/" + id() + "/" + version;
  }

  /** Whether a document of this type says that it has a later version. */
  boolean isLater(String schema) {
    String prefix = "collapsar/" + id() + "/";
    String found = schema.startsWith(prefix) ? schema.substring(prefix.length()) : "";
    return found.matches("[1-9]\\d{0,8}") && Integer.parseInt(found) > version;
  }

  /**
   * Begins a document.
   *
   * @return an object that says what it is and nothing else
   */
  public ObjectNode begin() {
    return JsonNodeFactory.instance.objectNode().put(KEY, schema());
  }
}
