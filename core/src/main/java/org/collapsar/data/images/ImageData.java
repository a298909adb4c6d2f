package org.collapsar.data.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.data.ClassCounts;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSplit;
import org.collapsar.data.Dataset;
import org.collapsar.data.FetchListener;
import org.collapsar.data.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of the user as data of an experiment.
 *
 * @param path of a folder, a ZIP archive or a tar archive
 * @param split that is trained on; null for train where there are splits
 * @param testSplit null for test where there are splits and that is one of them
 * @param maxPerClass the first so many of each class folder; 0 for all
 * @param relabelFile a file of old and new classes, or null
 * @param classNames a file with the order of the classes, or null
 * @param skipBroken whether pictures that cannot be decoded are left out
 * @param shaping what is done to each picture before training
 */
public record ImageData(
    String path,
    @Nullable String split,
    @Nullable String testSplit,
    int maxPerClass,
    @Nullable String relabelFile,
    @Nullable String classNames,
    boolean skipBroken,
    ImageShaping shaping) {

  /** The name of these data in configurations. */
  public static final String NAME = "images";

  /**
   * Reads all pictures into memory.
   *
   * @param listener hears what was decided and left out
   * @return training and test set, with hashes of the pixels
   * @throws BadInputException if the set cannot be read, a picture is broken or of another size
   *     than the others, or there is no test split of that name
   */
  public DataSplit load(FetchListener listener) {
    ImageSetOptions options =
        new ImageSetOptions(
            split, "train", maxPerClass, relabelFile, classNames, ImageSetOptions.CIFAR_PLANES);
    Map<String, String> hashes = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    try (ImageSet set = open(options)) {
      PictureDataset train = read(set, "", notes);
      if (train.size() == 0) {
        throw new BadInputException(path + ": expected a picture that is whole, found none");
      }
      if (train.grey()) {
        notes.add(
            "pictures are grey: all three channels are equal; data.grayscale takes one of them");
      }
      hashes.put("pixels of the training pictures of " + path, train.sha256());
      Dataset test = test(set, options, train, hashes, notes);
      notes.forEach(listener::note);
      return new DataSplit(
          train,
          test,
          new Provenance(
              NAME,
              source(set),
              hashes,
              "as the pictures'",
              set.classes(),
              ClassCounts.of(train),
              null,
              ImageSets.WHITE,
              null,
              notes));
    }
  }

  /** JPEG is named: its pixels are not those that were stored. */
  private String source(ImageSet set) {
    String formats = String.join(" and ", set.formats());
    return (formats.isEmpty() ? "" : formats + " ")
        + "pictures of the user, "
        + path
        + " ("
        + set.info().kind()
        + ")";
  }

  private Dataset test(
      ImageSet set,
      ImageSetOptions options,
      PictureDataset train,
      Map<String, String> hashes,
      List<String> notes) {
    String wanted = testSplit;
    if (wanted == null && set.splits().contains("test")) {
      wanted = "test";
    }
    if (wanted == null || wanted.equals(set.info().split())) {
      return train.select(new int[0]);
    }
    try (ImageSet other = open(options.ofSplit(wanted))) {
      PictureDataset test = read(other, "test pictures: ", notes);
      if (test.size() > 0 && !test.image().equals(train.image())) {
        throw new BadInputException(
            "%s: expected test pictures of %s, as those trained on, found %s; data.resize and"
                    .formatted(path, train.image().orElseThrow(), test.image().orElseThrow())
                + " data.crop bring all to one size");
      }
      if (test.size() > 0 && test.grey() != train.grey()) {
        notes.add(
            test.grey()
                ? "test pictures are grey, those trained on have colours"
                : "test pictures have colours, those trained on are grey");
      }
      hashes.put("pixels of the test pictures of " + path, test.sha256());
      return test;
    }
  }

  private ImageSet open(ImageSetOptions options) {
    return ImageSets.open(
        ImageSets.PREFIX + path, options, new DataDirectory(Path.of("")), FetchListener.NONE);
  }

  private PictureDataset read(ImageSet set, String before, List<String> notes) {
    set.info().notes().forEach(note -> notes.add(before + note));
    PictureDataset read = PictureDataset.read(set, shaping.of(3), set.classes().size(), skipBroken);
    if (read.note() != null) {
      notes.add(before + read.note());
    }
    return read;
  }
}
