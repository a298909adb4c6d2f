package org.collapsar.files;

import static org.collapsar.files.ForeignFormat.converted;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.OnnxStart;
import org.collapsar.files.torch.TorchFormat;
import org.collapsar.modules.Modules;

/** The formats that are recognised and not read, a line each. */
final class ForeignFormats {

  /** In the order in which they are tried: those that others could be taken for come last. */
  static final List<ForeignFormat> ALL =
      List.of(
          ForeignFormat.ofModule(
              "HDF5", List.of(".h5", ".hdf5"), ForeignFormats::isHdf5, Modules.HDF5),
          ForeignFormat.ofModule(
              "Keras weights, which are HDF5",
              List.of(".keras"),
              file -> file.zipHas("model.weights.h5"::equals),
              Modules.HDF5),
          ForeignFormat.ofModule(
              "MATLAB 5",
              List.of(".mat"),
              file -> file.has(0, "MATLAB 5.0 MAT-file"),
              Modules.MATLAB),
          ForeignFormat.ofModule(
              "Parquet", List.of(".parquet"), file -> isBinary(file, "PAR1"), Modules.PARQUET),
          converted(
              "Arrow (Feather)",
              List.of(".arrow", ".feather"),
              file -> isBinary(file, "ARROW1") || isBinary(file, "FEA1"),
              "python -c \"import pandas; pandas.read_feather('FILE').to_csv('FILE.csv',"
                  + " index=False)\""),
          converted(
              "TFRecord",
              List.of(".tfrecord", ".tfrecords"),
              ForeignFormats::isTfRecord,
              "read it with tf.data.TFRecordDataset and save arrays with numpy.savez"),
          ForeignFormat.ofModule(
              "an ONNX network, which --model takes",
              List.of(".onnx"),
              OnnxStart::matches,
              Modules.ONNX),
          converted(
              "a GGUF model",
              List.of(".gguf"),
              file -> isBinary(file, "GGUF"),
              "use the model's safetensors, from which it was made"),
          converted(
              "a TensorFlow Lite model",
              List.of(".tflite"),
              file -> file.has(4, "TFL3"),
              "save the weights of the Keras model with numpy.savez"),
          converted(
              "an Excel workbook",
              List.of(".xlsx"),
              file -> file.zipHas(name -> name.equals("xl/workbook.xml")),
              "save its sheet as CSV"),
          converted(
              "data of R",
              List.of(".rds", ".rdata"),
              ForeignFormats::isOfR,
              "in R: write.csv(x, \"FILE.csv\", row.names = FALSE)"),
          converted(
              "an image",
              List.of(".png", ".jpg", ".jpeg"),
              file -> file.has(0, 0x89, 'P', 'N', 'G') || file.has(0, 0xff, 0xd8, 0xff),
              "measure --model NET.onnx --data images:FOLDER runs a network on pictures; or give"
                  + " the features that it makes, as an array [n x D]"),
          converted(
              "a Zstandard archive",
              List.of(".zst"),
              file -> file.has(0, 0x28, 0xb5, 0x2f, 0xfd),
              "zstd -d FILE"),
          converted(
              "an xz archive",
              List.of(".xz"),
              file -> file.has(0, 0xfd, '7', 'z', 'X', 'Z'),
              "xz -dk FILE"),
          converted(
              "a bzip2 archive", List.of(".bz2"), file -> isBinary(file, "BZh"), "bzip2 -dk FILE"),
          converted(
              "a tar archive",
              List.of(".tar", ".tar.gz", ".tgz"),
              ForeignFormats::isTar,
              "tar -xf FILE"),
          converted(
              "a pointer of Git LFS in place of the file",
              List.of(),
              file -> file.has(0, "version https://git-lfs"),
              "git lfs pull"),
          converted(
              "a web page",
              List.of(".html"),
              file -> file.has(0, "<!DOCTYPE") || file.has(0, "<!doctype") || file.has(0, "<html"),
              "download the file that it leads to"),
          converted(
              "a sparse matrix of SciPy",
              List.of(),
              file -> file.zipHas("indptr.npy"::equals) && file.zipHas("format.npy"::equals),
              "numpy.save('h.npy', scipy.sparse.load_npz('FILE').toarray())"),
          converted(
              "JSON",
              List.of(".json", ".jsonl"),
              ForeignFormats::isJson,
              "save its lists with numpy.save, or as CSV"),
          converted(
              "a table of libsvm, COLUMN:VALUE",
              List.of(".svm", ".libsvm", ".svmlight"),
              ForeignFormats::isLibsvm,
              "python -c \"import numpy, sklearn.datasets as s; x, y ="
                  + " s.load_svmlight_file('FILE'); numpy.savez('FILE.npz', features=x.toarray(),"
                  + " labels=y)\""),
          converted(
              "a file of joblib",
              List.of(".joblib"),
              ForeignFormats::isJoblib,
              "x = joblib.load('FILE'), and its arrays with numpy.savez"),
          converted(
              "ARFF of Weka",
              List.of(".arff"),
              file ->
                  file.isText() && start(file).matches("(?is)(\\s*%[^\\n]*\\n|\\s)*@relation\\s.*"),
              "grep -v '^[@%]' FILE > FILE.csv"),
          converted(
              "text of Octave",
              List.of(),
              file -> file.has(0, "# Created by Octave"),
              "in Octave: load FILE; save -v7 x.mat"),
          converted(
              "MATLAB 4",
              List.of(),
              ForeignFormats::isMatlab4,
              "python -c \"import scipy.io as s; s.savemat('FILE', {k: v for k, v in"
                  + " s.loadmat('FILE').items() if k[0] != '_'})\", or save with -v7"),
          converted(
              "a file packed by gzip", List.of(), ForeignFormats::isPacked, "gunzip -k FILE"));

  private static final Pattern JSON = Pattern.compile("\\{\\s*\"|\\[\\s*[\\[{]");

  /** A label, then numbers with the column in front of each. */
  private static final Pattern LIBSVM =
      Pattern.compile("[-+0-9.eE]+(?:[ \\t]+[0-9]+:[-+0-9.eE]+)+[ \\t]*(?:#.*)?[\\r\\n]");

  private static final int MASK_DELTA = 0xa282ead8;

  private ForeignFormats() {}

  /** The header of a table may begin with PAR1 as well, but is text. */
  private static boolean isBinary(InputFile file, String magic) throws IOException {
    return file.has(0, magic) && !file.isText();
  }

  /** What is in front of HDF5, if anything, is 512 bytes or twice as many, and so on. */
  private static boolean isHdf5(InputFile file) throws IOException {
    int[] magic = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    if (file.has(0, magic)) {
      return true;
    }
    for (long at = 512; at <= 1 << 20; at *= 2) {
      if (file.has(at, magic)) {
        return true;
      }
    }
    return false;
  }

  /** The word behind the 257 bytes that describe its first file; packed by gzip or not. */
  private static boolean isTar(InputFile file) {
    byte[] start = file.unpackedStart();
    return start.length > 262
        && new String(start, 257, 5, StandardCharsets.US_ASCII).equals("ustar");
  }

  /** A length in eight bytes and its CRC, masked as TensorFlow does. */
  private static boolean isTfRecord(InputFile file) {
    byte[] start = file.start();
    if (start.length < 12) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(start, 0, 8);
    int sum = (int) crc.getValue();
    int masked = Integer.rotateRight(sum, 15) + MASK_DELTA;
    return ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(8) == masked;
  }

  /** Of lists and objects; a table of text has no line that begins so. */
  private static boolean isJson(InputFile file) throws IOException {
    String start = new String(file.unpackedStart(), StandardCharsets.UTF_8).stripLeading();
    return !file.isNamed(List.of(".index.json"))
        && file.isText()
        && JSON.matcher(start).lookingAt();
  }

  private static boolean isLibsvm(InputFile file) throws IOException {
    return file.isText() && LIBSVM.matcher(start(file)).lookingAt();
  }

  private static String start(InputFile file) throws IOException {
    return new String(file.unpackedStart(), StandardCharsets.UTF_8);
  }

  /** A pickle with arrays in between, or one that is packed. */
  private static boolean isJoblib(InputFile file) throws IOException {
    return TorchFormat.isJoblib(file) || (file.isNamed(List.of(".joblib")) && !file.isText());
  }

  /** Text is read packed as well. */
  private static boolean isPacked(InputFile file) throws IOException {
    return file.has(0, 0x1f, 0x8b) && !file.isText();
  }

  /**
   * A header of five integers: how numbers are kept (type, order of bytes), rows, columns, whether
   * they are complex, the length of the name, which ends in a zero and is the next.
   */
  private static boolean isMatlab4(InputFile file) {
    byte[] start = file.start();
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      if (start.length < 21) {
        return false;
      }
      ByteBuffer in = ByteBuffer.wrap(start).order(order);
      int kind = in.getInt();
      int rows = in.getInt();
      int columns = in.getInt();
      int imaginary = in.getInt();
      int name = in.getInt();
      boolean kept =
          kind / 1000 == (order == ByteOrder.LITTLE_ENDIAN ? 0 : 1)
              && kind >= 0
              && kind / 100 % 10 == 0
              && kind / 10 % 10 <= 5
              && kind % 10 <= 2;
      if (kept
          && rows >= 0
          && columns >= 0
          && rows + columns > 0
          && (imaginary == 0 || imaginary == 1)
          && name > 1
          && name <= 64
          && start.length >= 20 + name
          && start[19 + name] == 0
          && new String(start, 20, name - 1, StandardCharsets.ISO_8859_1)
              .matches("[A-Za-z][A-Za-z0-9_]*")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfR(InputFile file) {
    byte[] start = file.unpackedStart();
    boolean serialised =
        start.length > 4 && start[0] == 'X' && start[1] == '\n' && start[2] == 0 && start[3] == 0;
    boolean saved =
        start.length > 4
            && start[0] == 'R'
            && start[1] == 'D'
            && start[2] == 'X'
            && start[4] == '\n';
    return serialised || saved;
  }
}
