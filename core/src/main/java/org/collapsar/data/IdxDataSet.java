package org.collapsar.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.Idx;
import org.collapsar.files.IdxArray;

/**
 * A data set of four IDX files: what they are called, what they hash to, and who has them.
 *
 * @param sources where they can be fetched, in the order tried
 */
record IdxDataSet(
    DataSetInfo info,
    DataFile trainImages,
    DataFile trainLabels,
    DataFile testImages,
    DataFile testLabels,
    List<FileSource> sources)
    implements StoredSet {

  IdxDataSet {
    sources = List.copyOf(sources);
  }

  @Override
  public List<DataFile> files() {
    return List.of(trainImages, trainLabels, testImages, testLabels);
  }

  @Override
  public List<DataFile> missingIn(Path directory) {
    return files().stream().filter(file -> file.in(directory) == null).toList();
  }

  /**
   * Reads and checks all four files, or Keras's one.
   *
   * @param path the directory that holds them, or torchvision's above it (MNIST/raw), or NAME.npz
   * @throws BadInputException naming the first that is missing, malformed or has the wrong hash
   */
  @Override
  public DataSplit read(Path path) {
    Path npz = KerasMnist.in(path, info.name());
    if (npz != null) {
      return KerasMnist.read(npz, this);
    }
    String torchvision = info.title().replace("-", "");
    for (String folder : List.of("", "raw", torchvision + "/raw", torchvision, info.name())) {
      Path directory = folder.isEmpty() ? path : path.resolve(folder);
      if (missingIn(directory).isEmpty()) {
        return readFrom(directory);
      }
    }
    return readFrom(path);
  }

  private DataSplit readFrom(Path directory) {
    Map<String, String> hashes = new LinkedHashMap<>();
    Dataset train = half(directory, trainImages, trainLabels, hashes);
    Dataset test = half(directory, testImages, testLabels, hashes);
    return split(train, test, directory, hashes);
  }

  /** Both halves with what is known of them. */
  DataSplit split(Dataset train, Dataset test, Path place, Map<String, String> hashes) {
    return new DataSplit(
        train,
        test,
        new Provenance(
            info.name(),
            info.citation() + ", " + info.url() + "; read from " + place,
            hashes,
            info.licence(),
            info.classNames(),
            ClassCounts.of(train),
            null,
            info.featureMaximum()));
  }

  private Dataset half(
      Path directory, DataFile imageFile, DataFile labelFile, Map<String, String> hashes) {
    IdxArray images = checked(directory, imageFile);
    IdxArray labels = checked(directory, labelFile);
    hashes.put(imageFile.name(), images.sha256());
    hashes.put(labelFile.name(), labels.sha256());
    return new ByteDataset(
        directory.resolve(labelFile.name()).toString(),
        images.values(),
        labels.values(),
        info.image().orElseThrow(),
        info.classes());
  }

  private IdxArray checked(Path directory, DataFile file) {
    Path path = file.in(directory);
    if (path == null) {
      throw new BadInputException(
          directory
              + ": expected the four files of "
              + info.name()
              + ", found no "
              + String.join(", ", file.names()));
    }
    IdxArray array = Idx.read(path);
    if (!array.sha256().equals(file.sha256())) {
      throw new BadInputException(
          path
              + ": expected "
              + file.name()
              + " of "
              + info.title()
              + " (sha256 "
              + file.sha256()
              + "), found other content (sha256 "
              + array.sha256()
              + "); the file is left as it is, move it away to use another");
    }
    return array;
  }
}
