package org.collapsar.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.collapsar.data.CifarForm.Part;

/**
 * CIFAR-10 and CIFAR-100: sums of TensorFlow Datasets (archives of bytes), Keras (archives of
 * Python), torchvision (Python's files) and common loaders (files of bytes).
 */
final class CifarCatalogue {
  private static final ImageShape IMAGE = new ImageShape(3, 32, 32);
  private static final String AUTHOR =
      "A. Krizhevsky (2009), Learning multiple layers of features from tiny images";
  private static final String HOME = "https://www.cs.toronto.edu/~kriz/cifar.html";
  private static final List<FileSource> SOURCES =
      List.of(HttpMirror.of("https://www.cs.toronto.edu/~kriz/"));

  static final CifarSet CIFAR10 =
      new CifarSet(
          info(
              "cifar10", "CIFAR-10", "airplane automobile bird cat deer dog frog horse ship truck"),
          "cifar10",
          new CifarRecords(1, 0, "labels"),
          List.of(
              new CifarForm(
                  new DataFile(
                      "cifar-10-binary.tar.gz",
                      170_052_171,
                      "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
                  "cifar-10-batches-bin",
                  false,
                  batches(
                      ".bin",
                      "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
                      "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
                      "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
                      "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
                      "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
                      "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
              new CifarForm(
                  new DataFile(
                      "cifar-10-python.tar.gz",
                      170_498_071,
                      "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"),
                  "cifar-10-batches-py",
                  true,
                  batches(
                      "",
                      "c99cafc152244af753f735de768cd75f",
                      "d4bba439e000b95fd0a9bffe97cbabec",
                      "54ebc095f3ab1f0389bbae665268c751",
                      "634d18415352ddfa80567beed471001a",
                      "482c414d41f54cd18b22e5b47cb7c3cb",
                      "40351d587109b95175f43aff81a1287e"))),
          SOURCES);

  private static final List<CifarForm> FORMS_OF_100 =
      List.of(
          new CifarForm(
              new DataFile(
                  "cifar-100-binary.tar.gz",
                  168_513_733,
                  "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"),
              "cifar-100-binary",
              false,
              List.of(
                  new Part(
                      "train.bin",
                      true,
                      "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"),
                  new Part(
                      "test.bin",
                      false,
                      "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"))),
          new CifarForm(
              new DataFile(
                  "cifar-100-python.tar.gz",
                  169_001_437,
                  "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"),
              "cifar-100-python",
              true,
              List.of(
                  new Part("train", true, "16019d7e3df5f24257cddd939b257f8d"),
                  new Part("test", false, "f0ef6b0ae62326f3e7ffdfab6717acfc"))));

  static final CifarSet CIFAR100 =
      new CifarSet(
          info(
              "cifar100",
              "CIFAR-100",
              "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge"
                  + " bus butterfly camel can castle caterpillar cattle chair chimpanzee clock"
                  + " cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish"
                  + " forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion"
                  + " lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree"
                  + " orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy"
                  + " porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew"
                  + " skunk skyscraper snail snake spider squirrel streetcar sunflower"
                  + " sweet_pepper table tank telephone television tiger tractor train trout tulip"
                  + " turtle wardrobe whale willow_tree wolf woman worm"),
          "cifar100",
          new CifarRecords(2, 1, "fine_labels"),
          FORMS_OF_100,
          SOURCES);

  static final CifarSet CIFAR100_COARSE =
      new CifarSet(
          info(
              "cifar100-coarse",
              "CIFAR-100, super-classes",
              "aquatic_mammals fish flowers food_containers fruit_and_vegetables"
                  + " household_electrical_devices household_furniture insects large_carnivores"
                  + " large_man-made_outdoor_things large_natural_outdoor_scenes"
                  + " large_omnivores_and_herbivores medium_mammals non-insect_invertebrates"
                  + " people reptiles small_mammals trees vehicles_1 vehicles_2"),
          "cifar100",
          new CifarRecords(2, 0, "coarse_labels"),
          FORMS_OF_100,
          SOURCES);

  private CifarCatalogue() {}

  private static DataSetInfo info(String name, String title, String classes) {
    return new DataSetInfo(
        name,
        title,
        IMAGE.dimension(),
        Optional.of(IMAGE),
        List.of(classes.split(" ")),
        50_000,
        10_000,
        255,
        false,
        AUTHOR,
        HOME,
        "none stated");
  }

  /** Five files of training images and one of test images. */
  private static List<Part> batches(String ending, String... sums) {
    List<Part> parts = new ArrayList<>();
    for (int k = 1; k < sums.length; k++) {
      parts.add(new Part("data_batch_" + k + ending, true, sums[k - 1]));
    }
    parts.add(new Part("test_batch" + ending, false, sums[sums.length - 1]));
    return parts;
  }
}
