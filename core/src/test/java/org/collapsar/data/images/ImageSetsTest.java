package org.collapsar.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.data.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetsTest {
  private static final ImageSetOptions ALL = ImageSetOptions.DEFAULT;

  @TempDir Path here;

  private static void refuses(Path path, ImageSetOptions options, String message) {
    assertThatThrownBy(() -> Pictures.open(path, options).close())
        .isInstanceOf(BadInputException.class)
        .hasMessage(path + ": " + message);
  }

  private Path folder(String... paths) {
    return Pictures.folder(here.resolve("set"), Pictures.at(paths));
  }

  /** As Python's sorted and torchvision's ImageFolder order: upper case, digits, other planes. */
  @Test
  void ordersByCodePointAndFoldersAsImageFolder() {
    Path root =
        folder(
            "b/z.png",
            "b/10.png",
            "b/9.PNG",
            "b/sub/a.png",
            "b/Z.png",
            "B/x.png",
            "a b/x.png",
            "\ud83d\ude00/x.png",
            "\uff5e/x.png");
    try (ImageSet set = Pictures.open(root, ALL)) {
      assertThat(set.classes()).containsExactly("B", "a b", "b", "\uff5e", "\ud83d\ude00");
      assertThat(Pictures.names(set))
          .containsExactly(
              "B/x.png",
              "a b/x.png",
              "b/10.png",
              "b/9.PNG",
              "b/Z.png",
              "b/z.png",
              "b/sub/a.png",
              "\uff5e/x.png",
              "\ud83d\ude00/x.png");
      assertThat(set.labels()).containsExactly(0, 1, 2, 2, 2, 2, 2, 3, 4);
      assertThat(set.read(2).get(0)).as("b/10.png was the second to be written").isEqualTo(1);
      assertThat(set.info().title()).isEqualTo("set");
      assertThat(set.info().kind()).isEqualTo("folder, a folder for each class");
      assertThat(set.info().notes()).isEmpty();
    }
  }

  /** Names that a slash behind them would order otherwise, in an archive of no order. */
  @Test
  void aSlashIsNoPartOfAName() {
    Map<String, byte[]> files =
        Pictures.at(
            "test/b.c/x.png",
            "test/b/y.png",
            "test/b/sub/a.png",
            "test/b-/x.png",
            "test/.b/x.png",
            "test/b/__MACOSX/x.png",
            "test/b/not__MACOSX/x.png",
            "test/b/x.png",
            "test/b !/x.png",
            "test/b0/x.png",
            "train/b/x.png");
    Path archive = Pictures.write(here.resolve("a.zip"), Pictures.zip(files));
    try (ImageSet set = Pictures.open(archive, ALL.ofSplit("test"))) {
      assertThat(set.classes()).containsExactly("b", "b !", "b-", "b.c", "b0");
      assertThat(Pictures.names(set))
          .containsExactly(
              "test/b/x.png",
              "test/b/y.png",
              "test/b/not__MACOSX/x.png",
              "test/b/sub/a.png",
              "test/b !/x.png",
              "test/b-/x.png",
              "test/b.c/x.png",
              "test/b0/x.png");
      assertThat(set.labels()).containsExactly(0, 0, 0, 0, 1, 2, 3, 4);
    }
  }

  @Test
  void anArchiveIsTheFolder() throws Exception {
    Map<String, byte[]> files =
        Pictures.at(
            "top/train/",
            "top/train/cat/1.png",
            "top/train/dog/1.png",
            "top/test/cat/2.png",
            "top/test/dog/1.png",
            "top/test/dog/2.png",
            "top/readme.txt",
            "top/.DS_Store",
            "__MACOSX/top/test/cat/._2.png",
            "top/test/cat/Thumbs.db",
            "top/test/.hidden/1.png");
    List<Path> places =
        List.of(
            Pictures.folder(here.resolve("plain"), files),
            Pictures.write(here.resolve("a.zip"), Pictures.zip(files)),
            Pictures.write(here.resolve("a.tar"), Pictures.tar(files)),
            Pictures.write(here.resolve("a.tgz"), Pictures.gzip(Pictures.tar(files))));
    List<String> kinds = List.of("folder", "ZIP archive", "tar archive", "tar archive");
    for (int k = 0; k < places.size(); k++) {
      try (ImageSet set = Pictures.open(places.get(k), ALL.ofSplit("test"))) {
        assertThat(Pictures.names(set))
            .containsExactly("top/test/cat/2.png", "top/test/dog/1.png", "top/test/dog/2.png");
        assertThat(set.labels()).containsExactly(0, 1, 1);
        assertThat(set.read(0).get(0)).isEqualTo(3);
        assertThat(set.read(2).get(0)).isEqualTo(5);
        assertThat(set.info().split()).isEqualTo("test");
        assertThat(set.info().kind()).isEqualTo(kinds.get(k) + ", a folder for each class");
        assertThat(set.info().notes())
            .containsExactly("1 file that is not a picture of a class was skipped.");
      }
    }
  }

  @Test
  void takesTheSplitThatIsMeant() {
    Path root = folder("train/a/1.png", "train/b/1.png", "valid/a/1.png", "valid/b/1.png");
    try (ImageSet set = Pictures.open(root, ALL.ofSplit("val"))) {
      assertThat(set.info().split()).isEqualTo("valid");
    }
    try (ImageSet set = Pictures.open(root, ALL.orSplit("train"))) {
      assertThat(set.info().split()).isEqualTo("train");
    }
    refuses(root, ALL, "expected the split to be named (--split), one of train, valid");
    refuses(root, ALL.ofSplit("test"), "expected a folder 'test', found train, valid");
  }

  @Test
  void aClassMayBeCalledTrain() {
    Path root = folder("plane/1.png", "train/1.png");
    try (ImageSet set = Pictures.open(root, ALL)) {
      assertThat(set.classes()).containsExactly("plane", "train");
    }
    refuses(root, ALL.ofSplit("test"), "expected a folder 'test', found plane, train");
  }

  @Test
  void anyFolderIsASplitThatIsNamed() {
    Path root = folder("fold1/a/1.png", "fold1/b/1.png", "fold2/a/1.png", "fold2/b/2.png");
    try (ImageSet set = Pictures.open(root, ALL.ofSplit("fold2"))) {
      assertThat(Pictures.names(set)).containsExactly("fold2/a/1.png", "fold2/b/2.png");
    }
  }

  @Test
  void refusesAClassWithoutPictures() throws Exception {
    Map<String, byte[]> files = Pictures.at("a/1.png", "b/1.png", "c/");
    String message = "expected pictures of every class, found none in c";
    refuses(Pictures.folder(here.resolve("f"), files), ALL, message);
    refuses(Pictures.write(here.resolve("a.zip"), Pictures.zip(files)), ALL, message);
    refuses(Pictures.write(here.resolve("a.tar"), Pictures.tar(files)), ALL, message);
    refuses(
        folder("train/a/1.png", "train/b/1.png", "test/a/1.png"),
        ALL.ofSplit("test"),
        "expected pictures of every class, found none in test/b");
  }

  @Test
  void refusesWhatIsNoSetOfImages() throws Exception {
    refuses(
        folder("a/readme.txt"),
        ALL,
        "expected a folder of pictures for each class, found no picture");
    refuses(
        Pictures.folder(here.resolve("loose"), Pictures.at("1.png", "2.png")),
        ALL,
        "expected a folder for each class, found pictures without one, 1.png");
    refuses(
        Pictures.folder(here.resolve("one"), Pictures.at("a/1.png")),
        ALL,
        "expected folders of at least 2 classes, found a");
    refuses(
        Pictures.write(here.resolve("noise"), new byte[1000]),
        ALL,
        "expected a folder, a ZIP archive or a tar archive (plain or gzip), found another file");
    refuses(here.resolve("absent"), ALL, "expected a file, found none");
    byte[] tar = Pictures.gzip(Pictures.tar(Pictures.at("a/1.png", "b/1.png")));
    refuses(
        Pictures.write(here.resolve("cut.tgz"), Arrays.copyOf(tar, tar.length / 2)),
        ALL,
        "expected a whole tar archive, found a damaged one (Unexpected end of ZLIB input stream)");
  }

  @Test
  void refusesAnUnknownNameWithTheNearest() {
    assertThatThrownBy(
            () -> ImageSets.open("cifar-10", ALL, new DataDirectory(here), FetchListener.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "data: expected images:PATH or one of mnist, fashion-mnist, cifar10, cifar100,"
                + " cifar100-coarse, found 'cifar-10', did you mean cifar10?");
  }

  @Test
  void takesTheFirstOfEachFolderAndMergesClasses() throws Exception {
    Path root =
        folder("bear/1.png", "bear/2.png", "wolf/1.png", "girl/1.png", "girl/2.png", "girl/3.png");
    Path relabel = here.resolve("new.csv");
    Files.writeString(
        relabel, "bear,carnivores\nwolf,carnivores\n\"girl\",people\nlion,carnivores\n");
    ImageSetOptions options =
        new ImageSetOptions(null, null, 2, relabel.toString(), null, ALL.planes());
    try (ImageSet set = Pictures.open(root, options)) {
      assertThat(Pictures.names(set))
          .containsExactly("bear/1.png", "bear/2.png", "girl/1.png", "girl/2.png", "wolf/1.png");
      assertThat(set.labels()).containsExactly(0, 0, 1, 1, 0);
      assertThat(set.classes()).containsExactly("carnivores", "people");
      assertThat(set.info().notes()).containsExactly("3 classes were made 2 by " + relabel + ".");
    }
    Files.writeString(relabel, "bear\tcarnivores\ngirl\tpeople\n");
    assertThatThrownBy(() -> Pictures.open(root, options))
        .hasMessage(relabel + ": expected a new class for every class, found none for 'wolf'");
    Files.writeString(relabel, "bear,x\nbear,y\n");
    assertThatThrownBy(() -> Pictures.open(root, options))
        .hasMessage(relabel + ": expected each class once, found 'bear' again");
    Files.writeString(relabel, "bear,x\nwolf,x\ngirl,x\n");
    assertThatThrownBy(() -> Pictures.open(root, options))
        .hasMessage("classes: expected at least 2, found x");
  }

  @Test
  void numbersClassesAsAFileSays() throws Exception {
    Path root = folder("n02/1.png", "n01/1.png");
    Path names = here.resolve("names.txt");
    Files.writeString(names, "n03,hen\nn02,goldfish\nn01,tench, Tinca tinca\n");
    ImageSetOptions options =
        new ImageSetOptions(null, null, 0, null, names.toString(), ALL.planes());
    try (ImageSet set = Pictures.open(root, options)) {
      assertThat(set.classes()).containsExactly("hen", "goldfish", "tench, Tinca tinca");
      assertThat(Pictures.names(set)).containsExactly("n01/1.png", "n02/1.png");
      assertThat(set.labels()).containsExactly(2, 1);
    }
    Files.writeString(names, "n02\nn03\n");
    assertThatThrownBy(() -> Pictures.open(root, options))
        .hasMessage(names + ": expected the name of every class, found no 'n01'");
  }

  @Test
  void saysThatNumbersAreInTheOrderOfCodePoints() {
    Path root = folder("0/1.png", "2/1.png", "10/1.png");
    try (ImageSet set = Pictures.open(root, ALL)) {
      assertThat(set.classes()).containsExactly("0", "10", "2");
      assertThat(set.info().notes())
          .containsExactly(
              "The folders are numbers in the order of code points, as ImageFolder has them: '10'"
                  + " is class 1; --class-names gives another order.");
    }
  }

  @Test
  void readsRawPlanes() throws Exception {
    byte[] three = new byte[3 * 3072];
    for (int i = 0; i < three.length; i++) {
      three[i] = (byte) (i * 7 + i / 3072);
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("test/lion.bin", three);
    files.put("test/bear.bin", new byte[3072]);
    for (Path place :
        List.of(
            Pictures.folder(here.resolve("f"), files),
            Pictures.write(here.resolve("a.zip"), Pictures.zip(files)),
            Pictures.write(here.resolve("a.tar"), Pictures.tar(files)))) {
      try (ImageSet set = Pictures.open(place, ALL.ofSplit("test"))) {
        assertThat(set.classes()).containsExactly("bear", "lion");
        assertThat(set.labels()).containsExactly(0, 1, 1, 1);
        assertThat(set.name(3)).isEqualTo(place + ":test/lion.bin image 2");
        Picture picture = set.read(3);
        for (int c = 0; c < 3; c++) {
          assertThat(picture.get(5, 9, c)).isEqualTo(three[6144 + c * 1024 + 5 * 32 + 9] & 0xff);
        }
        assertThat(set.info().kind()).endsWith(", files CLASS.bin of raw planes 3 x 32 x 32");
      }
    }
    ImageSetOptions two = new ImageSetOptions("test", null, 0, null, null, new ImageShape(2, 8, 8));
    assertThatThrownBy(() -> Pictures.open(here.resolve("f"), two))
        .isInstanceOf(BadInputException.class)
        .hasMessage("planes: expected 1 channel or 3, found 2 (2 x 8 x 8)");
    ImageSetOptions grey =
        new ImageSetOptions("test", null, 0, null, null, new ImageShape(1, 16, 96));
    try (ImageSet set = Pictures.open(here.resolve("f"), grey)) {
      assertThat(set.size()).isEqualTo(8);
      assertThat(set.read(2).get(15, 95, 0)).isEqualTo(three[1535] & 0xff);
    }
  }

  @Test
  void refusesOtherRecordsThanPlanes() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.bin", new byte[3072]);
    files.put("b.bin", new byte[3073 * 2]);
    Path root = Pictures.folder(here.resolve("f"), files);
    assertThatThrownBy(() -> Pictures.open(root, ALL))
        .hasMessage(
            root
                + ":b.bin: expected raw planes of 3072 bytes per image (3 x 32 x 32), found 6146"
                + " bytes; records of 3073 bytes begin with labels: --data cifar10:PATH reads"
                + " CIFAR's own files");
    Pictures.folder(root, Pictures.at("c/1.png"));
    refuses(
        root, ALL, "expected folders of pictures or files of raw planes, found both, a.bin and c");
  }
}
