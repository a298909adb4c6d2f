package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which format a file has, and what is said of those that are not read. */
class ArrayFormatsTest {
  @TempDir Path here;

  @Test
  void namesAndEndingsAreOfOneFormatEach() {
    Set<String> names = new HashSet<>();
    Set<String> endings = new HashSet<>();
    for (List<ArrayFormat> list : List.of(ArrayFormats.ALL, ArrayFormats.foreign())) {
      for (ArrayFormat format : list) {
        assertThat(names.add(format.name())).as(format.name()).isTrue();
        assertThat(format.reads()).doesNotContain("\n").isNotBlank();
        for (String ending : format.endings()) {
          assertThat(endings.add(ending)).as(ending).isTrue();
          assertThat(ending).startsWith(".").isLowerCase();
        }
      }
    }
  }

  /** docs/inputs.md has a line for each format, with the words that help has. */
  @Test
  void theDocumentListsThemAll() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "inputs.md"));
    for (ArrayFormat format : ArrayFormats.ALL) {
      assertThat(lines)
          .as("a line of docs/inputs.md")
          .contains(
              "| "
                  + format.name()
                  + " | "
                  + String.join(" ", format.endings())
                  + " | "
                  + format.reads()
                  + " |");
    }
    for (ArrayFormat format : ArrayFormats.foreign()) {
      assertThat(lines)
          .as("a line of docs/inputs.md")
          .contains(
              "| "
                  + format.name()
                  + " | "
                  + String.join(" ", format.endings())
                  + " | "
                  + format.reads().replace("|", "\\|")
                  + " |");
    }
  }

  /** Each time, and as a failure of ours: what an initialiser of a class throws is wrapped. */
  @Test
  void aModuleThatDoesNotFitIsOneLine() throws Exception {
    Path services = Files.createDirectories(here.resolve("META-INF/services"));
    Files.writeString(services.resolve(ArrayFormat.class.getName()), "org.collapsar.hdf5.Gone\n");
    URL[] path = {
      here.toUri().toURL(), ArrayFormats.class.getProtectionDomain().getCodeSource().getLocation()
    };
    try (URLClassLoader loader = new URLClassLoader(path, new Without("org.collapsar."))) {
      Method names = loader.loadClass(ArrayFormats.class.getName()).getMethod("names");
      for (int time = 0; time < 2; time++) {
        assertThatThrownBy(() -> names.invoke(null))
            .cause()
            .extracting(e -> e.getClass().getName())
            .isEqualTo(FailedException.class.getName());
      }
    }
  }

  /** The classes of the tests, but for those of a package. */
  private static final class Without extends ClassLoader {
    private final String left;

    Without(String left) {
      super(ArrayFormatsTest.class.getClassLoader());
      this.left = left;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(left)) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  @Test
  void zeroBytesAreNoTableWhateverTheFileIsCalled() throws IOException {
    Path file = Files.write(here.resolve("zeros.csv"), new byte[64]);
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("found zero bytes alone: nothing was written, or not all of it");
  }

  /** First bytes as their programs write them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.feather | 4152524f57310000ffffffff | Arrow (Feather): python -c",
        "a.gguf | 4747554603000000 | a GGUF model: use",
        "a.tflite | 1c00000054464c33 | a TensorFlow Lite model: save",
        "a.rdata | 524458330a580a000000 | data of R: in R: write.csv",
        "a.png | 89504e470d0a1a0a | an image: measure --model NET.onnx --data images:FOLDER",
        "a.csv.zst | 28b52ffd04 | a Zstandard archive: zstd -d",
        "a.xz | fd377a585a00 | an xz archive: xz -dk",
        "a.mat | 0000000003000000020000000000000002000000680000 | MATLAB 4: python -c",
        "a.txt | 232043726561746564206279204f637461766520372e332e300a | text of Octave: in Octave:"
            + " load",
        "a.mat | 000003e800000003000000020000000000000002680000 | MATLAB 4: python -c",
        "a.bz2 | 425a683931415926535900 | a bzip2 archive: bzip2 -dk",
      })
  void whatIsNotReadIsAnsweredWithWhatHelps(String name, String hex, String found)
      throws IOException {
    Path file = Files.write(here.resolve(name), HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": expected " + ArrayFormats.names() + ", found " + found)
        .hasMessageNotContaining("FILE")
        .hasMessageNotContaining("\n");
  }

  /** A record of TFRecord: its length 3, the CRC32C of that as TensorFlow masks it. */
  @Test
  void tfRecord() throws IOException {
    byte[] header = HexFormat.of().parseHex("0300000000000000" + "3d08ec73" + "0a0100");
    // The mask of a sum by hand: rotated right by 15 bits, then 0xa282ead8 is added.
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(header, 0, 8);
    int sum = (int) crc.getValue();
    int masked = ((sum >>> 15) | (sum << 17)) + 0xa282ead8;
    for (int i = 0; i < 4; i++) {
      header[8 + i] = (byte) (masked >>> (8 * i));
    }
    Path file = Files.write(here.resolve("train-00000-of-00001"), header);
    assertThatThrownBy(() -> TableFile.open(file.toString())).hasMessageContaining("TFRecord");
  }

  @Test
  void parquetNeedsItsModule() throws IOException {
    Path file = here.resolve("a.parquet");
    Files.write(file, HexFormat.of().parseHex("504152311504"));
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + " (Parquet) needs the module parquet (");
  }

  /** By what is in it: a version, a producer, a graph that begins with an operator. */
  @ParameterizedTest
  @CsvSource({"a.onnx, 0807120770", "download, 080712036162633a0a0a08"})
  void onnxNeedsItsModule(String name, String hex) throws IOException {
    Path file = Files.write(here.resolve(name), HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            file + " (an ONNX network, which --model takes) needs the module onnx (54 MB); ");
  }

  /** Varints and lengths that could be another message of protocol buffers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "080712036162633a", // a graph without content
        "080712036162634a0a0a08", // a field that no model has
        "120361626308073a0a0a08", // the version is not the first
        "08ff12036162633a0a0a08", // no such version
        "080712"
      })
  void otherMessagesAreNoOnnx(String hex) throws IOException {
    Path file = Files.write(here.resolve("message"), HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageNotContaining("ONNX");
  }

  @Test
  void matlab5WithoutItsModuleNamesIt() throws IOException {
    Path file = Files.writeString(here.resolve("a.mat"), "MATLAB 5.0 MAT-file, Platform: PCWIN");
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + " (MATLAB 5) needs the module matlab");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 512, 1024, 8192})
  void hdf5WithoutItsModuleNamesIt(int userBlock) throws IOException {
    byte[] content = new byte[userBlock + 100];
    System.arraycopy(HexFormat.of().parseHex("894844460d0a1a0a"), 0, content, userBlock, 8);
    Path file = Files.write(here.resolve("w.mat"), content);
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + " (HDF5) needs the module hdf5 (");
  }

  @Test
  void tarArchivesPackedOrNot() throws IOException {
    byte[] tar = new byte[1024];
    tar[0] = 'x';
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    for (byte[] content : List.of(tar, IdxBytes.gzip(tar))) {
      Path file = Files.write(here.resolve("features.tgz"), content);
      assertThatThrownBy(() -> TableFile.open(file.toString()))
          .hasMessageEndingWith("found a tar archive: tar -xf " + file);
    }
  }

  @Test
  void zipArchivesAreToldByTheirMembers() throws IOException {
    assertThatThrownBy(() -> TableFile.open(zip("m.keras", "config.json", "model.weights.h5")))
        .hasMessageContaining("(Keras weights, which are HDF5) needs the module hdf5");
    assertThatThrownBy(() -> TableFile.open(zip("t.xlsx", "xl/workbook.xml")))
        .hasMessageContaining("found an Excel workbook");
    assertThatThrownBy(() -> TableFile.open(zip("t.zip", "readme.txt")))
        .hasMessageContaining("expected a zip archive with members NAME.npy, found one without")
        .hasMessageEndingWith("unzip it first: it holds \"readme.txt\"");
    assertThatThrownBy(() -> TableFile.open(zip("s.npz", "indptr.npy", "format.npy", "data.npy")))
        .hasMessageContaining("found a sparse matrix of SciPy: numpy.save('h.npy', ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "~/h.npy|(the shell makes no home directory of ~ in quotes or behind =; $HOME works)",
        "https://example.org/h.npy|(an address; download it and give its path)",
        "\"h.npy\"|(the quotes reached the program and are part of the name)",
        "h.npy|found none"
      })
  void aNameThatMeansAFileElsewhereSaysSo(String name, String end) {
    assertThatThrownBy(() -> TableFile.open(name))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(": expected a file, found none")
        .hasMessageEndingWith(end);
  }

  /** What people save that no reader of arrays can take, and the line that helps. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.json|{\"features\": [[1, 2], [3, 4]]}|found JSON: save its lists with numpy.save",
        "a.jsonl|{\"embedding\": [1, 2]}|found JSON: ",
        "plain|[[1, 2], [3, 4]]|found JSON: ",
        "a.svm|0 1:0.5 3:-2e-3\\n1 2:1|sklearn.datasets as s; x, y = s.load_svmlight_file('",
        "svm.txt|0 1:0.5 3:-2e-3\\n"
            + "1 1:1 2:2|a table of libsvm; sklearn.datasets.load_svmlight_file",
        "list.csv|label,x\\n"
            + "0,\"[1, 2]\"\\n"
            + "1,\"[3, 4]\"|a list in a cell; give each number a column",
        "array.csv|label,x\\n"
            + "0,\"[1 2\\n"
            + " 3]\"\\n"
            + "1,\"[3 4\\n"
            + " 5]\"|(a cell of several lines, as pandas",
        "raw.dat|1\u0001\u0002,2|numpy.fromfile(FILE, 'float32').reshape(n, D)"
      })
  void whatIsNoArrayIsAnsweredWithWhatHelps(String name, String text, String message)
      throws IOException {
    Path file = Files.writeString(here.resolve(name), text.replace("\\n", "\n"));
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "'|O'~x.item() is a dict, numpy.concatenate(list(x)) makes one array of batches",
        "[('a', '<f4')]~(numpy.lib.recfunctions.structured_to_unstructured makes a plain one)"
      })
  void arraysOfOtherThingsSayWhatMakesPlainOnes(String descr, String message) throws IOException {
    String header = "{'descr': " + descr + ", 'fortran_order': False, 'shape': (1,), }";
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = new byte[10 + text.length + 4];
    System.arraycopy(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0},
        0,
        bytes,
        0,
        10);
    System.arraycopy(text, 0, bytes, 10, text.length);
    Path file = Files.write(here.resolve("x.npy"), bytes);
    assertThatThrownBy(() -> TableFile.open(file.toString())).hasMessageContaining(message);
  }

  private String zip(String name, String... members) throws IOException {
    Path file = here.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String member : members) {
        zip.putNextEntry(new ZipEntry(member));
        zip.write(1);
        zip.closeEntry();
      }
    }
    return file.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iris.data", "features", "x.dat", "PAR1"})
  void textIsReadWhateverItsName(String name) throws IOException {
    String text = "PAR1,PAR2\n1,2\n3,4.5\n";
    Path file = Files.writeString(here.resolve(name), text);
    assertThat(MatrixFile.read(file.toString()))
        .isEqualTo(new Matrix(2, 2, new double[] {1, 2, 3, 4.5}));
    Files.write(file, IdxBytes.gzip(text.getBytes(StandardCharsets.US_ASCII)));
    assertThat(MatrixFile.read(file.toString()))
        .isEqualTo(new Matrix(2, 2, new double[] {1, 2, 3, 4.5}));
  }

  /** A name promises something else: an array that is none must not become a table of text. */
  @Test
  void textUnderTheNameOfAnotherFormatIsNone() throws IOException {
    for (String name : List.of("h.npy", "h.npz", "h.h5", "h.parquet")) {
      Path file = Files.writeString(here.resolve(name), "1,2\n3,4\n");
      assertThatThrownBy(() -> TableFile.open(file.toString()))
          .as(name)
          .hasMessage(
              file + ": expected " + ArrayFormats.names() + " by content, found something else");
    }
    Path pointer =
        Files.writeString(
            here.resolve("w.npy"), "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
    assertThatThrownBy(() -> TableFile.open(pointer.toString()))
        .hasMessageEndingWith("found a pointer of Git LFS in place of the file: git lfs pull");
  }

  @Test
  void textComesThroughAPipe() throws Exception {
    Path pipe = here.resolve("pipe");
    Process made;
    try {
      made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    } catch (IOException noSuchProgram) {
      made = null;
    }
    assumeTrue(made != null && made.waitFor() == 0, "SKIPPED: no pipes with names here");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      text.append("-").append(i).append(",0.5\n");
    }
    Thread writer = writing(pipe, text.toString().getBytes(StandardCharsets.US_ASCII));
    List<StoredArray> arrays = ArrayFormats.open(pipe).arrays();
    writer.join(TimeUnit.SECONDS.toMillis(60));
    assertThat(arrays.get(0).shape()).containsExactly(3000L, 2L);
    Thread other = writing(pipe, NpyBytes.of("<f4", false, "(1, 1)", new byte[4], 1));
    assertThatThrownBy(() -> ArrayFormats.open(pipe))
        .hasMessage(pipe + ": expected a file, found a pipe, from which text alone can be read");
    other.join(TimeUnit.SECONDS.toMillis(60));
  }

  private static Thread writing(Path pipe, byte[] content) {
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.write(pipe, content);
              } catch (IOException e) {
                // The reader says what was wrong.
              }
            });
    writer.start();
    return writer;
  }

  @Test
  void eachFormatSaysItsName() throws IOException {
    Path text = Files.writeString(here.resolve("x.csv"), "1,2\n3,4\n");
    assertThat(ArrayFormats.open(text).format().name()).isEqualTo("text");
    FileContents contents = FileContents.open(text.toString());
    assertThat(contents.taken().get(ArrayUse.FEATURES).names()).containsExactly("");
    assertThat(contents.refusal(contents.arrays().get(0), ArrayUse.LABELS))
        .contains("expected 0 or 1, found 2");
  }
}
