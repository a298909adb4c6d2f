package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.collapsar.data.FeatureFiles;
import org.collapsar.data.Scaling;
import org.collapsar.data.SeparableLaw;
import org.collapsar.data.images.ImageData;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.DataSource;

/**
 * Reads the section {@code data} and writes it as JSON. The name decides which keys there are: a
 * data set of the registry, made-up data, or files or pictures of the user.
 */
final class DataReader {
  private static final String[] REGISTERED = {
    "name",
    "path",
    "resize",
    "crop",
    "grayscale",
    "classes",
    "relabel",
    "samplesPerClass",
    "scaling"
  };
  private static final String[] SEPARABLE = {
    "name",
    "dimension",
    "classes",
    "tau",
    "separatorNorm",
    "separatorSeed",
    "samplesPerClass",
    "testSamples"
  };
  private static final int TEST_SAMPLES = 1000;

  private DataReader() {}

  static DataConfig read(Section experiment) {
    String name = experiment.value("data", "a group of keys").anyKeys().text("name");
    return switch (name) {
      case SeparableLaw.NAME -> separable(experiment.section("data", SEPARABLE));
      case FeatureFiles.NAME -> {
        Section s = experiment.section("data", FilesReader.KEYS);
        yield chosen(s, FilesReader.given(s), Scaling.NONE);
      }
      case ImageData.NAME -> {
        Section s = experiment.section("data", PictureReader.KEYS);
        yield chosen(s, new DataSource.Pictures(PictureReader.images(s)), Scaling.UNIT);
      }
      default -> {
        Section s = experiment.section("data", REGISTERED);
        yield chosen(
            s,
            new DataSource.Registered(s.textOrNull("path"), PictureReader.shaping(s)),
            Scaling.UNIT);
      }
    };
  }

  private static DataConfig separable(Section s) {
    int classes = s.whole("classes", 2);
    int dimension = s.whole("dimension", 1);
    if (dimension < classes - 1) {
      throw s.bad(
          "dimension",
          "a whole number of at least "
              + (classes - 1)
              + ", one less than data.classes: so many separators have no room in fewer");
    }
    double norm = s.positive("separatorNorm", 1);
    double limit = SeparableLaw.limit(dimension, classes);
    double tau =
        s.number(
            "tau", SeparableLaw.expected(dimension, classes, norm), x -> x > 0 && x / norm < limit);
    long seed = s.has("separatorSeed") ? s.wholeWithin("separatorSeed", 0, Long.MAX_VALUE) : 0;
    int samples = s.whole("samplesPerClass", 1);
    long most = (Integer.MAX_VALUE - 8) / ((long) classes * dimension);
    if (samples > most) {
      throw s.bad("samplesPerClass", "at most " + most);
    }
    int testSamples = s.whole("testSamples", 0, TEST_SAMPLES);
    if (testSamples > most * classes) {
      throw s.bad("testSamples", "at most " + most * classes);
    }
    return new DataConfig(
        s.text("name"),
        new DataSource.Drawn(new SeparableLaw(dimension, classes, tau, norm, seed), testSamples),
        List.of(),
        OptionalInt.empty(),
        OptionalInt.of(samples),
        Scaling.NONE);
  }

  private static DataConfig chosen(Section s, DataSource source, Scaling scaling) {
    OptionalInt modulo = OptionalInt.empty();
    if (s.has("relabel")) {
      modulo = OptionalInt.of(s.section("relabel", "modulo").whole("modulo", 2));
    }
    int samples = s.has("samplesPerClass") ? s.wholeOr("samplesPerClass", 1, "all", 0) : 0;
    return new DataConfig(
        s.text("name"),
        source,
        classes(s),
        modulo,
        samples == 0 ? OptionalInt.empty() : OptionalInt.of(samples),
        s.word("scaling", Scaling.class, scaling));
  }

  /** Which classes, in the order of their new numbers; none for all. */
  private static List<Integer> classes(Section s) {
    if (!s.has("classes")) {
      return List.of();
    }
    String expected = "a list of at least two different classes, such as [0, 1, 2]";
    List<Integer> classes = s.list("classes", expected, item -> item.whole(0));
    if (classes.size() < 2 || Set.copyOf(classes).size() < classes.size()) {
      throw s.bad("classes", expected);
    }
    return classes;
  }

  /** What {@link #read} reads back to the same. */
  static ObjectNode json(DataConfig d) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", d.name());
    if (d.source() instanceof DataSource.Drawn drawn) {
      return separable(json, drawn, d);
    }
    if (d.source() instanceof DataSource.Registered registered) {
      if (registered.path() != null) {
        json.put("path", registered.path());
      }
      PictureReader.put(json, registered.shaping());
    }
    if (d.source() instanceof DataSource.Pictures pictures) {
      PictureReader.put(json, pictures.images());
    }
    if (d.source() instanceof DataSource.Given given) {
      FilesReader.put(json, given);
    }
    if (!d.classes().isEmpty()) {
      d.classes().forEach(json.putArray("classes")::add);
    }
    d.relabelModulo().ifPresent(modulo -> json.putObject("relabel").put("modulo", modulo));
    if (d.samplesPerClass().isPresent()) {
      json.put("samplesPerClass", d.samplesPerClass().getAsInt());
    } else {
      json.put("samplesPerClass", "all");
    }
    return json.put("scaling", Value.word(d.scaling()));
  }

  private static ObjectNode separable(ObjectNode json, DataSource.Drawn drawn, DataConfig d) {
    SeparableLaw law = drawn.law();
    return json.put("dimension", law.dimension())
        .put("classes", law.classes())
        .put("tau", law.tau())
        .put("separatorNorm", law.separatorNorm())
        .put("separatorSeed", law.separatorSeed())
        .put("samplesPerClass", d.samplesPerClass().orElseThrow())
        .put("testSamples", drawn.testSamples());
  }
}
