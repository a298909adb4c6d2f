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
    IdxFile trainImages,
    IdxFile trainLabels,
    IdxFile testImages,
    IdxFile testLabels,
    List<FileSource> sources) {

  IdxDataSet {
    sources = List.copyOf(sources);
  }

  List<IdxFile> files() {
    return List.of(trainImages, trainLabels, testImages, testLabels);
  }

  List<IdxFile> missingIn(Path directory) {
    return files().stream().filter(file -> file.in(directory) == null).toList();
  }

  /**
   * Reads and checks all four files.
   *
   * @throws BadInputException naming the first that is missing, malformed or has the wrong hash
   */
  DataSplit read(Path directory) {
    Map<String, String> hashes = new LinkedHashMap<>();
    Dataset train = half(directory, trainImages, trainLabels, hashes);
    Dataset test = half(directory, testImages, testLabels, hashes);
    return new DataSplit(
        train,
        test,
        new Provenance(
            info.name(),
            info.citation() + ", " + info.url() + "; read from " + directory,
            hashes,
            info.licence(),
            info.classNames(),
            ClassCounts.of(train),
            null,
            info.featureMaximum()));
  }

  private Dataset half(
      Path directory, IdxFile imageFile, IdxFile labelFile, Map<String, String> hashes) {
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

  private IdxArray checked(Path directory, IdxFile file) {
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
