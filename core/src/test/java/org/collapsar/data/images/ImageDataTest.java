package org.collapsar.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.data.ByteDataset;
import org.collapsar.data.DataSplit;
import org.collapsar.data.Dataset;
import org.collapsar.data.FetchListener;
import org.collapsar.data.ImageShape;
import org.collapsar.data.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {
  @TempDir Path here;

  private Path folder(Map<String, byte[]> files) {
    return Pictures.folder(here.resolve("set"), files);
  }

  private static ImageData data(Path path, ImageShaping shaping) {
    return new ImageData(path.toString(), null, null, 0, null, null, false, shaping);
  }

  private static double[] row(Dataset data, int i) {
    double[] row = new double[data.dimension()];
    data.copyRow(i, row, 0);
    return row;
  }

  @Test
  void picturesAreSamplesOfNumbersTo255() {
    Path root =
        folder(
            Pictures.at(
                "train/a/1.png", "train/b/1.png", "train/b/2.png", "test/a/1.png", "test/b/1.png"));
    DataSplit split = data(root, ImageShaping.NONE).load(FetchListener.NONE);
    assertThat(split.train().size()).isEqualTo(3);
    assertThat(split.test().size()).isEqualTo(2);
    assertThat(split.train().image()).contains(new ImageShape(3, 4, 6));
    double[] row = row(split.train(), 2);
    assertThat(row[0]).isEqualTo(2);
    assertThat(row[24]).isEqualTo(0);
    assertThat(row[71]).isEqualTo(255);
    assertThat(row(split.test(), 1)[0]).isEqualTo(4);
    assertThat(split.train().label(2)).isEqualTo(1);
    Provenance provenance = split.provenance();
    assertThat(provenance.classNames()).containsExactly("a", "b");
    assertThat(provenance.perClass()).containsExactly(1, 2);
    assertThat(provenance.featureMaximum()).isEqualTo(255);
    Map<String, String> before = provenance.sha256();
    assertThat(before).hasSize(2);
    assertThat(data(root, ImageShaping.NONE).load(FetchListener.NONE).provenance().sha256())
        .isEqualTo(before);
    Pictures.folder(root, Map.of("test/b/1.png", Pictures.png(77)));
    Map<String, String> after =
        data(root, ImageShaping.NONE).load(FetchListener.NONE).provenance().sha256();
    assertThat(after.get("pixels of the training pictures of " + root))
        .isEqualTo(before.get("pixels of the training pictures of " + root));
    assertThat(after.get("pixels of the test pictures of " + root))
        .isNotEqualTo(before.get("pixels of the test pictures of " + root));
  }

  @Test
  void aSetWithoutSplitsHasNoTestSamples() {
    DataSplit split =
        data(folder(Pictures.at("a/1.png", "b/1.png")), ImageShaping.NONE).load(FetchListener.NONE);
    assertThat(split.train().size()).isEqualTo(2);
    assertThat(split.test().size()).isZero();
    assertThat(split.test().classes()).isEqualTo(2);
  }

  @Test
  void picturesOfAllSizesAreShaped() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a/1.png", Pictures.png(10, 20, 100, 150, 200));
    files.put("b/1.png", Pictures.png(30, 16, 50, 50, 50));
    Path root = folder(files);
    ImageShaping shaping = new ImageShaping(Resize.shortSide(8), 6, 7, true);
    DataSplit split = data(root, shaping).load(FetchListener.NONE);
    assertThat(split.train().image()).contains(new ImageShape(1, 6, 7));
    // (19595 * 100 + 38470 * 150 + 7471 * 200 + 32768) >> 16
    assertThat(row(split.train(), 0)).containsOnly(141);
    assertThat(row(split.train(), 1)).containsOnly(50);
    assertThatThrownBy(() -> data(root, ImageShaping.NONE).load(FetchListener.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            root
                + ":b/1.png: expected 10 x 20 pixels, as "
                + root
                + ":a/1.png has, found 30 x 16; --input-size, or data.resize in a preset, brings"
                + " all to one size");
  }

  @Test
  void testPicturesHaveToBeOfTheSameSize() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String split : List.of("train", "test")) {
      int side = split.equals("train") ? 8 : 9;
      files.put(split + "/a/1.png", Pictures.png(side, 8, 1, 2, 3));
      files.put(split + "/b/1.png", Pictures.png(side, 8, 1, 2, 3));
    }
    Path root = folder(files);
    assertThatThrownBy(() -> data(root, ImageShaping.NONE).load(FetchListener.NONE))
        .hasMessage(
            root
                + ": expected test pictures of 3 x 8 x 8, as those trained on, found 3 x 9 x 8;"
                + " data.resize and data.crop bring all to one size");
  }

  @Test
  void brokenPicturesMayBeLeftOut() {
    Map<String, byte[]> files = Pictures.at("a/1.png", "a/2.png", "b/1.png");
    files.put("a/1.png", new byte[5]);
    Path root = folder(files);
    assertThatThrownBy(() -> data(root, ImageShaping.NONE).load(FetchListener.NONE))
        .isInstanceOf(BrokenImageException.class);
    List<String> heard = new ArrayList<>();
    FetchListener listener =
        new FetchListener() {
          @Override
          public void note(String line) {
            heard.add(line);
          }
        };
    DataSplit split =
        new ImageData(root.toString(), null, null, 0, null, null, true, ImageShaping.NONE)
            .load(listener);
    assertThat(split.provenance().perClass()).containsExactly(1, 1);
    assertThat(split.provenance().notes())
        .isEqualTo(heard)
        .singleElement()
        .asString()
        .startsWith("1 picture that cannot be decoded is left out: " + root + ":a/1.png: ");
    assertThat(row(split.train(), 0)[0]).isEqualTo(1);
  }

  /** Of one channel in the files, or of three equal ones: networks take three times the same. */
  @Test
  void picturesThatAreGreyAreSaid() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("train/a/1.png", Picture.ofBytes(2, 2, 1, new byte[] {1, 2, 3, 4}).png());
    files.put("train/b/1.png", Pictures.png(2, 2, 50, 50, 50));
    files.put("test/a/1.png", Pictures.png(2, 2, 9, 9, 9));
    files.put("test/b/1.png", Pictures.png(2, 2, 8, 8, 8));
    Path root = folder(files);
    String grey =
        "pictures are grey: all three channels are equal; data.grayscale takes one of them";
    assertThat(data(root, ImageShaping.NONE).load(FetchListener.NONE).provenance().notes())
        .containsExactly(grey);
    ImageShaping one = new ImageShaping(null, 0, 0, true);
    DataSplit split = data(root, one).load(FetchListener.NONE);
    assertThat(split.provenance().notes()).isEmpty();
    assertThat(row(split.train(), 0)).containsExactly(1, 2, 3, 4);
    Pictures.folder(root, Map.of("test/b/1.png", Pictures.png(2, 2, 8, 8, 9)));
    assertThat(data(root, ImageShaping.NONE).load(FetchListener.NONE).provenance().notes())
        .containsExactly(grey, "test pictures have colours, those trained on are grey");
    Pictures.folder(root, Map.of("train/b/1.png", Pictures.png(2, 2, 50, 51, 50)));
    assertThat(data(root, ImageShaping.NONE).load(FetchListener.NONE).provenance().notes())
        .isEmpty();
    Pictures.folder(root, Map.of("test/b/1.png", Pictures.png(2, 2, 8, 8, 8)));
    assertThat(data(root, ImageShaping.NONE).load(FetchListener.NONE).provenance().notes())
        .containsExactly("test pictures are grey, those trained on have colours");
  }

  @Test
  void shapesDataSetsOfImages() {
    byte[] pixels = new byte[2 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (8 * i);
    }
    ImageShape shape = new ImageShape(1, 4, 4);
    Dataset half = new ByteDataset("made", pixels, new byte[] {1, 0}, shape, 2);
    DataSplit split =
        new DataSplit(
            half,
            half,
            new Provenance("made", "", Map.of(), "", List.of("z", "a"), List.of(1, 1), null, 255));
    assertThat(ImageShaping.NONE.of(split)).isSameAs(split);
    DataSplit cropped = new ImageShaping(null, 2, 2, false).of(split);
    assertThat(cropped.train().image()).contains(new ImageShape(1, 2, 2));
    assertThat(row(cropped.train(), 0)).containsExactly(40, 48, 72, 80);
    assertThat(cropped.train().label(0)).as("classes keep their numbers").isEqualTo(1);
    DataSplit large = new ImageShaping(Resize.exactly(8, 8), 0, 0, false).of(split);
    assertThat(row(large.test(), 1)[9]).isEqualTo(128 + 0.25 * 8 + 0.25 * 32);
    assertThat(large.provenance()).isEqualTo(split.provenance());
    DataSplit vectors =
        new DataSplit(
            new ByteDataset("v", pixels, new byte[] {1, 0}, 16, 2), half, split.provenance());
    assertThatThrownBy(() -> new ImageShaping(null, 2, 2, false).of(vectors))
        .hasMessage(
            "data.resize, crop, grayscale: expected images of numbers 0 to 255, found made");
  }
}
