package org.collapsar.lab.certify;

import java.util.List;
import org.collapsar.files.Globs;
import org.collapsar.files.TableRules;
import org.jspecify.annotations.Nullable;

/**
 * Request to certify a linear head in files, named as {@code MatrixFile} takes them: PATH or
 * PATH:MEMBER.
 *
 * @param features Z_{L_1} [n x d], the input of the first given layer
 * @param labels [n]; null where the rules name a column of the features
 * @param rules how both are read; classes are the rows of the last weights
 * @param weights of the linear layers in order, each [outputs x inputs], at least one
 * @param biases one for each of the weights, or one for the last layer, or none
 * @param settings what is known beside them
 */
public record CertifyRequest(
    String features,
    @Nullable String labels,
    TableRules rules,
    List<String> weights,
    List<String> biases,
    CertifySettings settings) {
  /**
   * Keeps copies of the lists.
   *
   * @param features Z_{L_1} [n x d], the input of the first given layer
   * @param labels [n]; null where the rules name a column of the features
   * @param rules how both are read; classes are the rows of the last weights
   * @param weights of the linear layers in order, each [outputs x inputs], at least one
   * @param biases one for each of the weights, or one for the last layer, or none
   * @param settings what is known beside them
   */
  public CertifyRequest {
    weights = List.copyOf(weights);
    biases = List.copyOf(biases);
  }

  /**
   * With a name for each file: what patterns of names stand for, in natural order.
   *
   * @throws org.collapsar.BadInputException if nothing matches a pattern
   */
  CertifyRequest expanded() {
    return new CertifyRequest(
        features, labels, rules, expanded(weights), expanded(biases), settings);
  }

  private static List<String> expanded(List<String> arguments) {
    return arguments.stream().flatMap(argument -> Globs.expand(argument).stream()).toList();
  }
}
