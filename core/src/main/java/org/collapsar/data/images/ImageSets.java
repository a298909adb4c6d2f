package org.collapsar.data.images;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;

/** Opens sets of images by what the user wrote. */
public final class ImageSets {
  /** In front of a path. */
  public static final String PREFIX = "images:";

  private ImageSets() {}

  /** Names of data sets that are images, in the order to be listed. */
  public static List<String> names() {
    return List.of("mnist", "fashion-mnist", "cifar10", "cifar100", "cifar100-coarse");
  }

  /**
   * Opens a set.
   *
   * @param argument {@code images:PATH} of a folder, a ZIP archive or a tar archive, plain or gzip;
   *     or the name of a data set, which may be followed by {@code :PATH} of its files
   * @throws BadInputException when there is no such thing, it is not laid out as a set of images,
   *     or the options do not fit it
   * @throws org.collapsar.FailedException when a data set has to be fetched and cannot be written
   */
  public static ImageSet open(
      String argument, ImageSetOptions options, DataDirectory directory, FetchListener listener) {
    throw new BadInputException(
        "data: expected images:PATH or one of "
            + String.join(", ", names())
            + ", found '"
            + argument
            + "'"
            + NearestName.hint(argument, names()));
  }
}
