package org.collapsar.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;

/**
 * Choice of tensors of a network by words: a name; a pattern, where {@code *} stands for any
 * characters and {@code ?} for one; {@code auto}; {@code features} and {@code logits}, those of the
 * classifier where no tensor has that name.
 */
public final class LayerSelection {
  /** What a table over depth shows. */
  public static final String AUTO = "auto";

  private LayerSelection() {}

  /**
   * Finds the tensors that words mean.
   *
   * @param model whose tensors they are
   * @param classifier gives {@code features} and {@code logits} their meaning
   * @param words at least one
   * @return names of tensors, each once, in the order of the graph
   * @throws BadInputException when a word means no tensor
   */
  public static List<String> of(
      TrainedModel model, FoundClassifier classifier, List<String> words) {
    List<String> names = model.tensors().stream().map(ModelTensor::name).toList();
    Set<String> meant = new LinkedHashSet<>();
    for (String word : words) {
      meant.addAll(of(model, classifier, word, names));
    }
    List<String> ordered = new ArrayList<>(names);
    ordered.retainAll(meant);
    return List.copyOf(ordered);
  }

  private static List<String> of(
      TrainedModel model, FoundClassifier classifier, String word, List<String> names) {
    if (names.contains(word)) {
      return List.of(word);
    } else if (word.equals(AUTO)) {
      return model.automatic(classifier);
    } else if (word.equals("features") && classifier.features() != null) {
      return List.of(classifier.features());
    } else if (word.equals("features") || word.equals("logits")) {
      ModelClassifier found = classifier.require();
      return List.of(word.equals("features") ? found.features() : found.logits());
    }
    List<String> matches = names.stream().filter(pattern(word).asMatchPredicate()).toList();
    if (matches.isEmpty()) {
      throw new BadInputException(
          model.path()
              + ": expected a tensor of this model, a pattern that one matches, auto, features or"
              + " logits, found "
              + word
              + NearestName.hint(word, names));
    }
    return matches;
  }

  private static Pattern pattern(String word) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }
}
