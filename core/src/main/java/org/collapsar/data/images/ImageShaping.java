package org.collapsar.data.images;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.DataSplit;
import org.collapsar.data.Dataset;
import org.collapsar.data.ImageShape;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the pictures that an experiment trains on, in this order; their numbers stay 0 to 255.
 *
 * @param resize null to keep the size
 * @param cropHeight pixels of the centre; 0 to crop nothing
 * @param cropWidth pixels of the centre; 0 to crop nothing
 * @param grayscale whether colours become one channel
 */
public record ImageShaping(
    @Nullable Resize resize, int cropHeight, int cropWidth, boolean grayscale) {

  /** The longest side that can be asked for. */
  public static final int MOST_PIXELS = 1 << 13;

  /** Pictures as they are. */
  public static final ImageShaping NONE = new ImageShaping(null, 0, 0, false);

  /** The same as a preprocessing, for pictures of so many channels. */
  Preprocessing of(int channels) {
    return Preprocessing.NONE
        .withRange(0, 255)
        .withResize(resize)
        .withCrop(cropHeight, cropWidth)
        .withColour(grayscale || channels == 1 ? Colour.GREY : Colour.RGB);
  }

  /**
   * Shapes the images of a data set, both halves.
   *
   * @param data images of numbers 0 to 255
   * @return a view of both halves; {@code data} itself where nothing changes
   * @throws BadInputException if its samples are no images of bytes, or smaller than the crop
   */
  public DataSplit of(DataSplit data) {
    if (equals(NONE)) {
      return data;
    }
    ImageShape shape = data.train().image().orElse(null);
    if (shape == null || data.provenance().featureMaximum() != ImageSets.WHITE) {
      throw new BadInputException(
          "data.resize, crop, grayscale: expected images of numbers 0 to 255, found "
              + data.provenance().name());
    }
    return new DataSplit(
        shaped(data.train(), shape, data), shaped(data.test(), shape, data), data.provenance());
  }

  private Dataset shaped(Dataset half, ImageShape shape, DataSplit data) {
    int[] labels = DatasetImages.labels(half);
    try (ImageSet set =
        new DatasetImages(
            half,
            shape,
            ClassChoice.of(data.provenance().classNames(), labels, ImageSetOptions.DEFAULT),
            new ImageSetInfo(
                data.provenance().name(), data.provenance().name(), "data set", null, List.of()))) {
      return PictureDataset.read(set, of(shape.channels()), half.classes(), false);
    }
  }
}
