package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.collapsar.BadInputException;
import org.collapsar.data.CifarForm.Part;
import org.collapsar.files.IdxBytes;
import org.collapsar.files.Sha256;
import org.collapsar.files.TarBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small archives of the layout of CIFAR's, whose sums are put in: the real ones are 170 MB each.
 */
class CifarSetTest {
  private static final int PER_PART = 3;
  private static final int CLASSES = 5;

  @TempDir Path here;

  /** Label k of image {@code i} of a file; files are numbered 0, 1, 2. */
  private static int label(int file, int i, int k) {
    return (file * 2 + i + k) % CLASSES;
  }

  private static int pixel(int file, int i, int j) {
    return (file * 71 + i * 31 + j * 7 + j / 100) & 0xff;
  }

  private static byte[] records(int file, int labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < PER_PART; i++) {
      for (int k = 0; k < labels; k++) {
        out.write(label(file, i, k));
      }
      for (int j = 0; j < 3072; j++) {
        out.write(pixel(file, i, j));
      }
    }
    return out.toByteArray();
  }

  /**
   * As Python 2 pickled {@code {"data": .., "fine_labels": .., "coarse_labels": ..}}, protocol 2.
   */
  private static byte[] pickle(int file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text(out, "\u0080\u0002}(U\u0004datacnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n");
    text(out, "K\0\u0085U\u0001b\u0087R(K\u0001K\u0003M\0\u000c\u0086cnumpy\ndtype\nU\u0002u1");
    text(
        out,
        "K\0K\u0001\u0087R(K\u0003U\u0001|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ff");
    text(out, "K\0tb\u0089T");
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(PER_PART * 3072).array());
    for (int i = 0; i < PER_PART; i++) {
      for (int j = 0; j < 3072; j++) {
        out.write(pixel(file, i, j));
      }
    }
    text(out, "tb");
    for (int k = 0; k < 2; k++) {
      text(out, k == 0 ? "U\rcoarse_labels](" : "U\u000bfine_labels](");
      for (int i = 0; i < PER_PART; i++) {
        text(out, "K" + (char) label(file, i, k));
      }
      text(out, "e");
    }
    text(out, "u.");
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String bytes) {
    out.writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static final List<String> NAMES = List.of("batch_1", "batch_2", "test");

  private static Map<String, byte[]> files(boolean pickled) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int k = 0; k < NAMES.size(); k++) {
      files.put(NAMES.get(k) + (pickled ? "" : ".bin"), pickled ? pickle(k) : records(k, 2));
    }
    return files;
  }

  /** Files in another order than the parts, and one that is none of them. */
  private static byte[] archive(boolean pickled) {
    String folder = pickled ? "made-py/" : "made-bin/";
    TarBytes tar = new TarBytes().entry(folder, "", '5', new byte[0]);
    List<Map.Entry<String, byte[]>> entries = List.copyOf(files(pickled).entrySet());
    for (int k = entries.size() - 1; k >= 0; k--) {
      tar.file(folder + entries.get(k).getKey(), entries.get(k).getValue());
    }
    return IdxBytes.gzip(tar.file(folder + "readme.html", new byte[10]).end());
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static CifarForm form(boolean pickled) {
    byte[] archive = archive(pickled);
    return new CifarForm(
        new DataFile(
            pickled ? "made-python.tar.gz" : "made-binary.tar.gz",
            archive.length,
            Sha256.of(archive)),
        pickled ? "made-py" : "made-bin",
        pickled,
        files(pickled).entrySet().stream()
            .map(
                file ->
                    new Part(
                        file.getKey(),
                        !file.getKey().startsWith("test"),
                        pickled ? md5(file.getValue()) : Sha256.of(file.getValue())))
            .toList());
  }

  private static CifarSet set(int labelAt, FileSource... sources) {
    return new CifarSet(
        new DataSetInfo(
            "made",
            "Made",
            3072,
            Optional.of(new ImageShape(3, 32, 32)),
            List.of("a", "b", "c", "d", "e"),
            2 * PER_PART,
            PER_PART,
            255,
            false,
            "nobody",
            "https://example.org/",
            "none"),
        "made",
        new CifarRecords(2, labelAt, labelAt == 1 ? "fine_labels" : "coarse_labels"),
        List.of(form(false), form(true)),
        List.of(sources));
  }

  private void write(Path folder, boolean pickled) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : files(pickled).entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private void requireRight(Path path) {
    for (int labelAt = 0; labelAt < 2; labelAt++) {
      DataSplit split = set(labelAt).read(path);
      assertThat(split.train().size()).isEqualTo(6);
      assertThat(split.test().size()).isEqualTo(3);
      double[] row = new double[3072];
      for (int n = 0; n < 9; n++) {
        Dataset half = n < 6 ? split.train() : split.test();
        int i = n < 6 ? n : n - 6;
        half.copyRow(i, row, 0);
        assertThat(half.label(i)).isEqualTo(label(n / 3, n % 3, labelAt));
        for (int j = 0; j < 3072; j++) {
          assertThat(row[j]).isEqualTo(pixel(n / 3, n % 3, j));
        }
      }
      assertThat(split.train().image()).contains(new ImageShape(3, 32, 32));
      assertThat(split.provenance().source()).contains(path.toString());
    }
  }

  @Test
  void readsEveryForm() throws IOException {
    for (boolean pickled : new boolean[] {false, true}) {
      String folder = pickled ? "made-py" : "made-bin";
      Path root = Files.createDirectories(here.resolve("unpacked-" + pickled));
      write(root.resolve(folder), pickled);
      requireRight(root);
      requireRight(root.resolve(folder));
      Path keras = here.resolve("keras-" + pickled);
      write(keras.resolve(folder + "-target").resolve(folder), pickled);
      requireRight(keras);
      Path packed = Files.createDirectories(here.resolve("packed-" + pickled));
      Path archive = packed.resolve(set(0).forms().get(pickled ? 1 : 0).archive().name());
      Files.write(archive, archive(pickled));
      requireRight(archive);
      requireRight(packed);
      Files.move(archive, packed.resolve(folder + ".tar.gz"));
      requireRight(packed);
      assertThat(set(0).missingIn(packed)).isEmpty();
    }
  }

  @Test
  void fetchesTheFirstArchiveAsItIs() throws IOException {
    byte[] archive = archive(false);
    try (TestMirror mirror = new TestMirror().serve("made-binary.tar.gz", archive)) {
      CifarSet set = set(1, mirror.source());
      Path directory = here.resolve("made");
      assertThat(set.missingIn(directory)).hasSize(1);
      Fetcher.fetchMissing(set, directory, new FetchLog());
      assertThat(directory.resolve("made-binary.tar.gz")).hasBinaryContent(archive);
      requireRight(directory);
    }
  }

  @Test
  void refusesWhatIsNotTheData() throws IOException {
    Path empty = Files.createDirectories(here.resolve("empty"));
    assertThatThrownBy(() -> set(0).read(empty))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            empty
                + ": expected Made as made-binary.tar.gz, made-bin, made-python.tar.gz, made-py,"
                + " found none");
    byte[] archive = archive(false);
    Path file = Files.write(here.resolve("made-binary.tar.gz"), Arrays.copyOf(archive, 9));
    CifarForm form = form(false);
    assertThatThrownBy(() -> set(0).read(file))
        .hasMessage(
            file
                + ": expected made-binary.tar.gz of "
                + archive.length
                + " bytes or made-python.tar.gz of "
                + form(true).archive().bytes()
                + " bytes, found a file of 9 bytes; pictures in folders are data 'images'");
    archive[40] ^= 1;
    Files.write(file, archive);
    assertThatThrownBy(() -> set(0).read(file))
        .hasMessage(
            "%s: expected a file of Made (sha256 %s), found other content (sha256 %s); the file is"
                + " left as it is",
            file, form.archive().sha256(), Sha256.of(archive));
    Path unpacked = here.resolve("made-py");
    write(unpacked, true);
    byte[] changed = pickle(1);
    changed[500] ^= 1;
    Files.write(unpacked.resolve("batch_2"), changed);
    assertThatThrownBy(() -> set(0).read(unpacked))
        .hasMessage(
            "%s: expected a file of Made (md5 %s), found other content (md5 %s); the file is left"
                + " as it is",
            unpacked.resolve("batch_2"), md5(pickle(1)), md5(changed));
  }

  @Test
  void theCatalogueIsTheRealOne() {
    List<String> fine = CifarCatalogue.CIFAR100.info().classNames();
    assertThat(fine).hasSize(100).doesNotHaveDuplicates();
    // The numbers of the classes that Krizhevsky's page puts into three super-classes.
    assertThat(
            List.of("beaver", "dolphin", "otter", "seal", "whale", "bear", "leopard", "lion")
                .stream()
                .map(fine::indexOf))
        .containsExactly(4, 30, 55, 72, 95, 3, 42, 43);
    assertThat(
            List.of("tiger", "wolf", "baby", "boy", "girl", "man", "woman").stream()
                .map(fine::indexOf))
        .containsExactly(88, 97, 2, 11, 35, 46, 98);
    List<String> coarse = CifarCatalogue.CIFAR100_COARSE.info().classNames();
    assertThat(coarse).hasSize(20);
    assertThat(List.of(coarse.get(0), coarse.get(8), coarse.get(14)))
        .containsExactly("aquatic_mammals", "large_carnivores", "people");
    assertThat(CifarCatalogue.CIFAR10.forms().get(0).parts()).hasSize(6);
    assertThat(CifarCatalogue.CIFAR10.forms().get(0).count(true)).isEqualTo(5);
    assertThat(DataSets.names())
        .containsExactly(
            "mnist", "fashion-mnist", "cifar10", "cifar100", "cifar100-coarse", "digits");
  }
}
