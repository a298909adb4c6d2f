package org.collapsar.data.images;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSets;
import org.collapsar.data.DataSplit;
import org.collapsar.data.Dataset;
import org.collapsar.data.FetchListener;

/** Opener of sets of images by what the user wrote. */
public final class ImageSets {
  /** In front of a path. */
  public static final String PREFIX = "images:";

  /** Of bytes; the digits that are built in go to 16 and are no pictures. */
  static final double WHITE = 255;

  private ImageSets() {}

  /** {@return the names of data sets that are images, in the order to be listed} */
  public static List<String> names() {
    return DataSets.names().stream()
        .filter(name -> DataSets.info(name).image().isPresent())
        .filter(name -> DataSets.info(name).featureMaximum() == WHITE)
        .toList();
  }

  /**
   * Opens a set.
   *
   * @param argument {@code images:PATH} of a folder, a ZIP archive or a tar archive, plain or gzip;
   *     or the name of a data set, which may be followed by {@code :PATH} of its files
   * @param options which images are taken, and what their classes are
   * @param directory where fetched data are, and go
   * @param listener hears of sources and bytes
   * @return open; has to be closed
   * @throws BadInputException when there is no such thing, it is not laid out as a set of images,
   *     or the options do not fit it
   * @throws org.collapsar.FailedException when a data set has to be fetched and cannot be written
   */
  public static ImageSet open(
      String argument, ImageSetOptions options, DataDirectory directory, FetchListener listener) {
    if (argument.startsWith(PREFIX)) {
      return FolderImages.open(argument, argument.substring(PREFIX.length()), options);
    }
    int colon = argument.indexOf(':');
    String name = colon < 0 ? argument : argument.substring(0, colon);
    if (!names().contains(name)) {
      throw new BadInputException(
          "data: expected images:PATH or one of "
              + String.join(", ", names())
              + ", found '"
              + argument
              + "'"
              + NearestName.hint(name, names()));
    }
    Path path = colon < 0 ? null : Path.of(argument.substring(colon + 1));
    return registered(argument, DataSets.load(name, path, directory, listener), options);
  }

  /**
   * Does what the first picture of a process waits for, a tenth of a second, so that another thread
   * can do it while a set is opened. Without it all is the same.
   *
   * @param argument as {@link #open} takes it
   */
  public static void prepare(String argument) {
    if (argument.startsWith(PREFIX)) {
      PictureDecoder.prepare();
    }
  }

  private static ImageSet registered(String argument, DataSplit data, ImageSetOptions options) {
    String split = options.split() == null ? options.otherwise() : options.split();
    if (split == null) {
      throw new BadInputException(
          argument + ": expected the split to be named (--split), one of train, test");
    }
    if (!split.equals("train") && !split.equals("test")) {
      throw new BadInputException(
          argument + ": expected one of the splits train, test, found '" + split + "'");
    }
    Dataset half = split.equals("train") ? data.train() : data.test();
    ClassChoice choice =
        ClassChoice.of(data.provenance().classNames(), DatasetImages.labels(half), options);
    return new DatasetImages(
        half,
        half.image().orElseThrow(),
        choice,
        new ImageSetInfo(argument, data.provenance().name(), "data set", split, choice.notes()));
  }
}
