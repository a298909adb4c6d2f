package org.collapsar.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.images.Preprocessing.Neighbour;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
  /** Two rows of three pixels. */
  private static final Picture SMALL =
      Picture.ofBytes(
          2, 3, 3, new byte[] {10, 20, 30, 40, 50, 60, 70, 80, 90, -1, 0, 1, 2, 3, 4, 5, 6, 7});

  private static final Picture GREY = Picture.ofBytes(1, 2, 1, new byte[] {(byte) 128, 0});

  private static PreprocessingOptions options(String... texts) {
    String[] seven = new String[7];
    List<String> keys = List.of("preset", "inputSize", "mean", "std", "range", "layout", "colour");
    for (String text : texts) {
      int equals = text.indexOf('=');
      seven[keys.indexOf(text.substring(0, equals))] = text.substring(equals + 1);
    }
    return new PreprocessingOptions(
        seven[0], seven[1], seven[2], seven[3], seven[4], seven[5], seven[6]);
  }

  @Test
  void noneIsAPartOfWhiteInPlanes() {
    float[] x = Preprocessing.NONE.apply(SMALL);
    assertThat(x).hasSize(18);
    assertThat(x[0]).isEqualTo((float) (10 / 255.0));
    assertThat(x[5]).as("red of the last pixel").isEqualTo((float) (5 / 255.0));
    assertThat(x[6]).as("green of the first pixel").isEqualTo((float) (20 / 255.0));
    assertThat(x[3]).isEqualTo(1f);
  }

  @Test
  void meanAndStdBelongToTheChannelsAsTheyCome() {
    Preprocessing p =
        Preprocessing.NONE
            .withRange(0, 255)
            .withColour(Colour.BGR)
            .withMean(List.of(1.0, 2.0, 3.0))
            .withStd(List.of(2.0, 4.0, 8.0));
    float[] x = p.apply(SMALL);
    assertThat(x[0]).as("blue").isEqualTo((30 - 1) / 2f);
    assertThat(x[6]).as("green").isEqualTo((20 - 2) / 4f);
    assertThat(x[12]).as("red").isEqualTo((10 - 3) / 8f);
    float[] y = p.withLayout(Layout.NHWC).apply(SMALL);
    assertThat(y[0]).isEqualTo(x[0]);
    assertThat(y[1]).isEqualTo(x[6]);
    assertThat(y[5]).isEqualTo(x[13]);
  }

  /** The values of Pillow's convert("L") for these pixels. */
  @Test
  void greyIsPillows() {
    Preprocessing p = Preprocessing.NONE.withColour(Colour.GREY).withRange(0, 255);
    assertThat(p.apply(SMALL)).containsExactly(18, 48, 78, 76, 3, 6);
    assertThat(p.apply(GREY)).containsExactly(128, 0);
    assertThat(Preprocessing.NONE.withRange(0, 255).apply(GREY))
        .as("128 stays 128, three times")
        .containsExactly(128, 0, 128, 0, 128, 0);
  }

  @Test
  void theRuleForEnlargingIsTheHalfPixelOne() {
    Picture row = Picture.ofBytes(1, 3, 1, new byte[] {0, 70, (byte) 140});
    float[] x =
        Preprocessing.NONE
            .withColour(Colour.GREY)
            .withRange(0, 255)
            .withResize(Resize.exactly(1, 21))
            .apply(row);
    for (int i = 0; i < 21; i++) {
      double s = Math.max((i + 0.5) / 7 - 0.5, 0);
      assertThat(x[i]).as("pixel " + i).isEqualTo((float) (70 * Math.min(s, 2)));
    }
  }

  @Test
  void resizesAndCropsAsTorchvision() {
    Picture wide = Picture.ofBytes(300, 401, 1, new byte[300 * 401]);
    Preprocessing p = Preprocessing.IMAGENET;
    assertThat(Resize.shortSide(256).heightOf(300, 401)).isEqualTo(256);
    assertThat(Resize.shortSide(256).widthOf(300, 401))
        .as("256 * 401 / 300 = 342.2")
        .isEqualTo(342);
    assertThat(p.apply(wide)).hasSize(3 * 224 * 224);
    assertThat(p.heightOf(300, 401)).isEqualTo(224);
    // int(round((7 - 4) / 2.0)) is 2 in Python: half to even.
    byte[] seven = {0, 1, 2, 3, 4, 5, 6};
    assertThat(
            Preprocessing.NONE
                .withColour(Colour.GREY)
                .withRange(0, 255)
                .withCrop(1, 4)
                .apply(Picture.ofBytes(1, 7, 1, seven)))
        .containsExactly(2, 3, 4, 5);
    assertThatThrownBy(() -> p.withResize(null).apply(SMALL))
        .isInstanceOf(BadInputException.class)
        .hasMessage("crop: expected a picture of at least 224 pixels of height, found 2");
  }

  @Test
  void nearestAndFourPixelsDoNotAverage() {
    byte[] bytes = new byte[8];
    bytes[1] = 80;
    Picture row = Picture.ofBytes(1, 8, 1, bytes);
    Preprocessing p =
        Preprocessing.NONE
            .withColour(Colour.GREY)
            .withRange(0, 255)
            .withResize(Resize.exactly(1, 2));
    assertThat(p.withResampling(Resampling.NEAREST).apply(row)).containsExactly(0, 0);
    assertThat(p.withResampling(Resampling.FOUR_PIXELS).apply(row)).containsExactly(40, 0);
    // The triangle of half-width 4 about 2 weighs pixels 0 to 5 with 5 7 7 5 3 1 (of 28): 80 * 7 /
    // 28.
    assertThat(p.apply(row)).containsExactly(20, 0);
  }

  @Test
  void describesItself() {
    assertThat(Preprocessing.PRESETS.stream().map(Preprocessing::describe))
        .containsExactly(
            "RGB, own size, in [0, 1], NCHW",
            "RGB, shorter side 256 (bilinear), centre 224 x 224, in [0, 1],"
                + " mean 0.485 0.456 0.406, std 0.229 0.224 0.225, NCHW",
            "RGB, resized to 224 x 224 (bilinear), in [-1, 1], NCHW",
            "RGB, resized to 32 x 32 (bilinear), in [0, 1], mean 0.4914 0.4822 0.4465,"
                + " std 0.247 0.2435 0.2616, NCHW");
  }

  @Test
  void imagenetTfIsMinusOneToOne() {
    float[] x = Preprocessing.IMAGENET_TF.withResize(null).apply(SMALL);
    assertThat(x[0]).isEqualTo((float) (10 / 127.5 - 1));
    assertThat(x[3]).isEqualTo(1f);
  }

  @Test
  void singleOptionsOverruleAPreset() {
    Preprocessing p =
        options("preset=imagenet", "inputSize=299", "std=1", "layout=NHWC", "colour=bgr").resolve();
    assertThat(p.describe())
        .isEqualTo(
            "BGR, shorter side 342 (bilinear), centre 299 x 299, in [0, 1], mean 0.485 0.456 0.406,"
                + " std 1, NHWC");
    assertThat(options("mean=0.485,0.456,0.406", "std=0.229,0.224,0.225").resolve().describe())
        .isEqualTo("RGB, own size, in [0, 1], mean 0.485 0.456 0.406, std 0.229 0.224 0.225, NCHW");
    assertThat(options("inputSize=28x20", "colour=grey", "range=-1, 1").resolve().describe())
        .isEqualTo("grey, resized to 28 x 20 (bilinear), in [-1, 1], NCHW");
    assertThat(options().resolve()).isEqualTo(Preprocessing.NONE);
    assertThat(
            options("preset=imagenet", "colour=grey", "mean=0.5", "std=0.25").resolve().describe())
        .isEqualTo(
            "grey, shorter side 256 (bilinear), centre 224 x 224, in [0, 1], mean 0.5, std 0.25,"
                + " NCHW");
  }

  private static void refuses(String message, String... texts) {
    assertThatThrownBy(() -> options(texts).resolve())
        .isInstanceOf(BadInputException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatCannotBeRead() {
    refuses(
        "preprocessing: expected one of none, imagenet, imagenet-tf, cifar10, found 'vgg'",
        "preset=vgg");
    refuses("input-size: expected SIDE or HEIGHTxWIDTH, such as 224, found '0x3'", "inputSize=0x3");
    refuses("mean: expected 1 number or 3 (RGB), found 2", "mean=1,2");
    refuses("mean: expected numbers separated by commas, found '1;2'", "mean=1;2");
    refuses("mean: expected finite numbers, found Infinity", "mean=Infinity");
    refuses("std: expected numbers above 0, found 0", "std=1,0,1");
    refuses("range: expected two numbers, such as -1,1, found '1'", "range=1");
    refuses("range: expected two different numbers, found 1, 1", "range=1,1");
    refuses("layout: expected one of nchw, nhwc, found 'hwc'", "layout=hwc");
    refuses("colour: expected one of rgb, bgr, grey, found 'red'", "colour=red");
    refuses(
        "mean: expected one of its own for one channel (colour grey), found three of the preset"
            + " cifar10",
        "preset=cifar10",
        "colour=grey");
  }

  @Test
  void neighboursDifferInOneThing() {
    List<Neighbour> found = Preprocessing.IMAGENET.neighbours();
    assertThat(found.stream().map(Neighbour::name))
        .containsExactly(
            "BGR",
            "NHWC",
            "[0, 1]",
            "[-1, 1]",
            "[0, 255]",
            "mean, std of cifar10",
            "bilinear among four pixels",
            "nearest pixel",
            "no crop");
    assertThat(Preprocessing.NONE.neighbours().stream().map(Neighbour::name))
        .containsExactly(
            "BGR", "NHWC", "[-1, 1]", "[0, 255]", "mean, std of imagenet", "mean, std of cifar10");
    assertThat(
            Preprocessing.NONE.withColour(Colour.GREY).neighbours().stream().map(Neighbour::name))
        .containsExactly("[-1, 1]", "[0, 255]");
    for (Neighbour neighbour : found) {
      assertThat(neighbour.preprocessing().apply(gradient()))
          .as(neighbour.name())
          .isNotEqualTo(Preprocessing.IMAGENET.apply(gradient()));
    }
  }

  private static Picture gradient() {
    byte[] bytes = new byte[300 * 320 * 3];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 / 7);
    }
    return Picture.ofBytes(300, 320, 3, bytes);
  }

  @Test
  void seenIsWhatTheNetworkSeesBeforeItsNumbers() {
    Picture seen =
        Preprocessing.CIFAR10.withResize(null).withColour(Colour.BGR).withCrop(2, 1).seen(SMALL);
    assertThat(seen).hasToString("2 x 1 RGB");
    assertThat(seen.get(0, 0, 0)).isEqualTo(40);
    assertThat(seen.get(1, 0, 2)).isEqualTo(4);
    Picture back = new PictureDecoder().decode("png", seen.png());
    assertThat(back.get(1, 0, 2)).isEqualTo(4);
    assertThat(new PictureDecoder().decode("png", GREY.png()).get(0)).isEqualTo(128);
  }
}
