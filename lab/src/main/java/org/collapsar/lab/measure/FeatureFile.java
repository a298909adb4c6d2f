package org.collapsar.lab.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.Labels;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Npz;
import org.collapsar.files.Safetensors;
import org.collapsar.files.TableFile;
import org.collapsar.files.Tensor;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.Section;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * File of features that says what its arrays are: layers [n x d], labels, W and b, and where they
 * are from. It is an ordinary safetensors or NPZ file; what it says is a JSON document under
 * {@value #KEY}, in the metadata of the one and as bytes in a member of the other.
 */
public final class FeatureFile {
  private static final String KEY = "collapsar";
  private static final String SAFETENSORS = ".safetensors";
  private static final String NPZ = ".npz";

  private final String path;
  private final Section says;

  private FeatureFile(String path, Section says) {
    this.path = path;
    this.says = says;
  }

  /**
   * Contents of such a file.
   *
   * @param layers float32, [n x d] each, of different names
   * @param labels [n], in 0 .. K-1
   * @param classNames of the classes 0 .. K-1
   * @param weights W [K x D]; null for none
   * @param bias b [K]; null for none
   * @param weightsOf the layer that W acts on; null without W
   * @param model where the features are from
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  public record Contents(
      List<NamedRows> layers,
      int[] labels,
      List<String> classNames,
      @Nullable Matrix weights,
      double @Nullable [] bias,
      @Nullable String weightsOf,
      ObjectNode model) {}

  /**
   * Checks the name of a file that {@link #write} takes.
   *
   * @param option that names the file, for the message
   * @param file to be written
   * @throws BadInputException if it ends in neither .safetensors nor .npz
   */
  public static void checkName(String option, Path file) {
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(SAFETENSORS) && !name.endsWith(NPZ)) {
      throw new BadInputException(
          option + ": expected a file NAME.safetensors or NAME.npz, found " + name);
    }
  }

  /**
   * Writes a file atomically, the layers a block at a time.
   *
   * @param file to be written or replaced
   * @param contents layers, labels and classifier
   * @return the document that the file holds
   * @throws BadInputException as {@link #checkName}
   * @throws org.collapsar.FailedException when the file cannot be written
   */
  public static ObjectNode write(Path file, Contents contents) {
    checkName(file.toString(), file);
    List<String> taken = new ArrayList<>(List.of(KEY));
    contents.layers().forEach(layer -> taken.add(layer.name()));
    ObjectNode json = DocumentType.FEATURES.begin();
    ArrayNode layers = json.putArray("layers");
    contents.layers().forEach(layer -> layers.add(layer.name()));
    String labels = free("labels", taken);
    json.put("labels", labels);
    ArrayNode names = json.putArray("class_names");
    contents.classNames().forEach(names::add);
    Matrix w = contents.weights();
    double[] b = contents.bias();
    String weight = free("weight", taken);
    String bias = free("bias", taken);
    json.put("weight", w == null ? null : weight);
    json.put("bias", b == null ? null : bias);
    json.put("weights_of", contents.weightsOf());
    json.set("model", contents.model());
    if (file.toString().endsWith(NPZ)) {
      Map<String, Npz.Member> members = new LinkedHashMap<>();
      contents
          .layers()
          .forEach(l -> members.put(l.name(), Npz.Member.of(l.rows(), Precision.FLOAT32)));
      members.put(labels, Npz.Member.of(contents.labels()));
      if (w != null) {
        members.put(weight, Npz.Member.of(rows(w), exact(w.data())));
      }
      if (b != null) {
        members.put(bias, Npz.Member.of(rows(new Matrix(b.length, 1, b)), exact(b)));
      }
      members.put(KEY, Npz.Member.of(json.toString()));
      Npz.write(file, members);
    } else {
      List<Tensor> tensors = new ArrayList<>();
      contents.layers().forEach(l -> tensors.add(Tensor.of(l.name(), l.rows(), Precision.FLOAT32)));
      tensors.add(Tensor.of(labels, contents.labels()));
      if (w != null) {
        tensors.add(Tensor.of(weight, w.rows(), w.columns(), w.data(), exact(w.data())));
      }
      if (b != null) {
        tensors.add(Tensor.of(bias, List.of((long) b.length), b, exact(b)));
      }
      Safetensors.write(file, Map.of(KEY, json.toString()), tensors);
    }
    return json;
  }

  /** Single precision where that loses nothing: weights of most networks are such. */
  private static Precision exact(double[] numbers) {
    for (double x : numbers) {
      if ((float) x != x) {
        return Precision.FLOAT64;
      }
    }
    return Precision.FLOAT32;
  }

  private static Rows rows(Matrix matrix) {
    return Rows.of(matrix.data(), matrix.columns());
  }

  private static String free(String name, List<String> taken) {
    String free = name;
    while (taken.contains(free)) {
      free += "_";
    }
    taken.add(free);
    return free;
  }

  /**
   * Opens the file of an argument, where it says what its arrays are.
   *
   * @param argument PATH or PATH:MEMBER
   * @return null for any other file, for one that is not there, and for a member of a file
   * @throws BadInputException if it is damaged
   */
  public static @Nullable FeatureFile of(String argument) {
    if (TableFile.member(argument) != null) {
      return null;
    }
    Path path = TableFile.path(argument);
    String json = Files.isRegularFile(path) ? document(path) : null;
    if (json == null) {
      return null;
    }
    String where = path + ": " + KEY;
    Section says = Section.lenient("", JsonDocument.tree(where, json));
    if (!says.text("schema").equals(DocumentType.FEATURES.schema())) {
      throw says.bad("schema", '"' + DocumentType.FEATURES.schema() + '"');
    }
    return new FeatureFile(path.toString(), says);
  }

  private static @Nullable String document(Path path) {
    String name = String.valueOf(path.getFileName());
    if (name.endsWith(SAFETENSORS)) {
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        return file.metadata().get(KEY);
      }
    }
    if (!name.endsWith(NPZ) || TableFile.names(path.toString()).stream().noneMatch(KEY::equals)) {
      return null;
    }
    double[] numbers = MatrixFile.readVector(path + ":" + KEY);
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** {@return where the features are from, in a line} */
  public String from() {
    Section model = says.section("model");
    return path
        + ": features of "
        + model.text("file")
        + " on "
        + model.whole("images", 1)
        + " images of "
        + model.text("data")
        + (model.has("split") ? ", " + model.text("split") : "")
        + "; preprocessing "
        + model.text("preset")
        + ": "
        + model.text("preprocessing")
        + "; labels"
        + (says.has("weight") ? ", W" : "")
        + (says.has("bias") ? " and b" : "")
        + " are those of the file";
  }

  /**
   * Opens the layers, with labels and classifier; the caller closes it.
   *
   * @throws BadInputException if what the file says is not what it holds
   */
  OpenFeatures open() {
    List<NamedRows> layers = new ArrayList<>();
    boolean done = false;
    try {
      for (String layer : says.texts("layers")) {
        NamedRows table = TableFile.open(path + ":" + layer).get(0);
        layers.add(new NamedRows(path, layer, table.rows()));
      }
      String labels = path + ":" + says.text("labels");
      List<String> names = says.texts("class_names");
      int[] read = labels(labels, names.size());
      layers.forEach(
          layer -> new LabelColumn(read, names.size(), labels).requireRowsOf(layer.rows()));
      OpenFeatures open =
          OpenFeatures.of(path, layers, PresentClasses.of(names, read).labels(labels, read));
      if (says.has("weight")) {
        String weight = path + ":" + says.text("weight");
        open =
            open.withClassifier(
                weight,
                MatrixFile.read(weight),
                says.has("bias") ? MatrixFile.readVector(path + ":" + says.text("bias")) : null,
                says.text("weights_of"));
      }
      done = true;
      return open;
    } finally {
      if (!done) {
        layers.forEach(NamedRows::close);
      }
    }
  }

  private static int[] labels(String argument, int classes) {
    return Labels.read(argument, classes).labels();
  }
}
