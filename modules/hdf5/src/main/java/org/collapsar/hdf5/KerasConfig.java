package org.collapsar.hdf5;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The description of a model in config.json of a .keras archive. Keras 3 keeps the weights of the
 * layers of a Sequential or Functional model in groups that are named by the layers' classes and
 * numbered in the order of this list: dense, dense_1. In models of other classes the groups are
 * attributes of Python objects, and have their own names here.
 */
final class KerasConfig {
  /** In bytes; vocabularies of text layers are part of it. */
  static final long LARGEST = 1 << 24;

  private static final String LAYERS = "layers";

  private static final Pattern NO_WORD = Pattern.compile("\\W+");
  private static final Pattern WORD = Pattern.compile("(.)([A-Z][a-z]+)");
  private static final Pattern CAPITAL = Pattern.compile("([a-z])([A-Z])");

  /** By the path of a layer's group. */
  private final Map<String, String> names = new HashMap<>();

  private KerasConfig() {}

  /** What the user calls the layers, by the paths of their groups; none where it is no JSON. */
  static Map<String, String> names(InputStream json) throws IOException {
    KerasConfig config = new KerasConfig();
    try {
      config.enter("", new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      // The groups keep their own names.
    }
    return config.names;
  }

  private void enter(String model, JsonNode described) {
    Map<String, Integer> numbers = new HashMap<>();
    for (JsonNode layer : described.path("config").path(LAYERS)) {
      if (isOperation(layer.path("module").asText())) {
        continue;
      }
      String kind = group(layer.path("class_name").asText());
      int number = numbers.merge(kind, 1, Integer::sum) - 1;
      String path = model + LAYERS + "/" + kind + (number == 0 ? "" : "_" + number);
      String name = layer.path("config").path("name").asText();
      if (LayerNames.isName(name)) {
        names.put(path, name);
      }
      enter(path + "/", layer);
    }
  }

  /** A sum of two outputs, say, is in the list and no layer. */
  private static boolean isOperation(String module) {
    return module.startsWith("keras.src.ops") || module.startsWith("keras.ops");
  }

  /** BatchNormalization becomes batch_normalization, Conv2D conv2d, as in Keras. */
  static String group(String className) {
    String word = NO_WORD.matcher(className).replaceAll("");
    word = WORD.matcher(word).replaceAll("$1_$2");
    return CAPITAL.matcher(word).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
  }
}
