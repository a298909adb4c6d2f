package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSets;
import org.collapsar.data.DataSplit;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.DataSource;
import org.collapsar.lab.learner.DataShape;

/** What the cells of a sweep share: data sets, read once, and the sizes of their samples. */
final class DataStore {
  private final DataDirectory directory;
  private final FetchListener listener;
  private final Map<List<Object>, DataSplit> wholes = new HashMap<>();
  private final Map<Drawn, Shape> shapes = new HashMap<>();

  private record Drawn(DataConfig data, long seed) {}

  /**
   * What is known of samples without keeping them.
   *
   * @param json the {@code data} of run.json
   */
  record Shape(DataShape data, ObjectNode json) {}

  DataStore(DataDirectory directory, FetchListener listener) {
    this.directory = directory;
    this.listener = listener;
  }

  /**
   * A whole data set, fetched where it is missing.
   *
   * @throws org.collapsar.BadInputException if it cannot be had or is damaged
   */
  DataSplit whole(DataConfig data) {
    List<Object> key = List.of(data.name(), data.source());
    DataSplit whole = wholes.get(key);
    if (whole == null) {
      whole = read(data);
      wholes.put(key, whole);
    }
    return whole;
  }

  /** Whether a data set can be read without fetching anything. */
  boolean isPresent(DataConfig data) {
    return !(data.source() instanceof DataSource.Registered registered)
        || registered.path() != null
        || DataSets.isPresent(data.name(), directory);
  }

  private DataSplit read(DataConfig data) {
    if (data.source() instanceof DataSource.Given given && given.files() != null) {
      return given.files().load(given.description(), listener);
    }
    if (data.source() instanceof DataSource.Registered registered) {
      Path path = registered.path() == null ? null : Path.of(registered.path());
      return registered.shaping().of(DataSets.load(data.name(), path, directory, listener));
    }
    if (data.source() instanceof DataSource.Pictures pictures) {
      return pictures.images().load(listener);
    }
    throw new IllegalStateException("drawn anew for each run: " + data.name());
  }

  /** The shape of the samples that {@code drawn} draws by a seed; drawn once. */
  Shape shape(DataConfig data, long seed, Supplier<DataSplit> drawn) {
    Drawn key = new Drawn(data, seed);
    Shape shape = shapes.get(key);
    if (shape == null) {
      DataSplit split = drawn.get();
      shape =
          new Shape(
              new DataShape(
                  split.train().size(),
                  split.train().dimension(),
                  split.train().image(),
                  split.train().classes(),
                  "data.name " + data.name()),
              ExperimentData.json(split));
      shapes.put(key, shape);
    }
    return shape;
  }
}
