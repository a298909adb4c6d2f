package org.collapsar.files.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Json;

/**
 * A model in several safetensors files, by the index that lists which tensor lies in which, as
 * Hugging Face's libraries write it: {@code {"metadata": .., "weight_map": {tensor: file}}}.
 *
 * <p>The files lie beside the index and nowhere else. Tensors of a file that is missing are in the
 * list and say so: whoever asks for others can read them.
 */
public final class SafetensorsIndexFormat implements ArrayFormat {
  private static final String MAP = "weight_map";

  @Override
  public String name() {
    return "safetensors index";
  }

  @Override
  public String reads() {
    return "the tensors of model.safetensors.index.json, in the files beside it";
  }

  @Override
  public List<String> endings() {
    return List.of(".index.json");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.isText()
        && (file.isNamed(endings())
            || (file.has(0, "{")
                && new String(file.start(), StandardCharsets.UTF_8).contains(Json.quote(MAP))));
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    Map<?, ?> places = places(file);
    Path folder = file.path().toAbsolutePath().getParent();
    Map<String, Map<String, StoredArray>> files = new HashMap<>();
    List<StoredArray> arrays = new ArrayList<>();
    for (Map.Entry<?, ?> place : places.entrySet()) {
      String tensor = (String) place.getKey();
      if (!(place.getValue() instanceof String name)) {
        throw bad(file, Json.quote(tensor) + ": expected the name of a file, found another value");
      }
      if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.contains("..")) {
        throw bad(
            file,
            Json.quote(tensor)
                + ": expected the name of a file beside the index, found "
                + Json.quote(name));
      }
      Path path = folder == null ? Path.of(name) : folder.resolve(name);
      if (!files.containsKey(name)) {
        files.put(name, Files.isRegularFile(path) ? byName(path) : Map.of());
      }
      StoredArray array = files.get(name).get(tensor);
      arrays.add(
          array != null
              ? array
              : RawArray.refused(
                  tensor,
                  StoredArray.label(file.path(), tensor),
                  "absent",
                  List.of(),
                  Files.isRegularFile(path)
                      ? "expected it in " + name + ", where the index has it, found no such tensor"
                      : "expected " + name + " beside the index, found no such file"));
    }
    return arrays;
  }

  private static Map<String, StoredArray> byName(Path path) throws IOException {
    Map<String, StoredArray> arrays = new HashMap<>();
    for (StoredArray array : SafetensorsFormat.arrays(path)) {
      arrays.put(array.name(), array);
    }
    return arrays;
  }

  private static Map<?, ?> places(InputFile file) throws IOException {
    byte[] text;
    try (InputStream in = file.stream()) {
      text = in.readNBytes(SafetensorsFile.MAX_HEADER + 1);
    }
    if (text.length > SafetensorsFile.MAX_HEADER) {
      throw bad(
          file,
          "expected an index of at most " + SafetensorsFile.MAX_HEADER + " bytes, found more");
    }
    Object root;
    try {
      root = Json.parse(new String(text, StandardCharsets.UTF_8));
    } catch (Json.Malformed e) {
      throw new BadInputException(
          file.path() + ": expected an index in JSON: " + e.getMessage(), e);
    }
    if (root instanceof Map<?, ?> members && members.get(MAP) instanceof Map<?, ?> places) {
      return places;
    }
    throw bad(file, "expected an object with " + Json.quote(MAP) + ", found none");
  }

  private static BadInputException bad(InputFile file, String message) {
    return new BadInputException(file.path() + ": " + message);
  }
}
