package org.collapsar.files.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.RawArray;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.FileBytes;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Format of files of torch.save (zip and legacy layout), and of pickles of tensors and NumPy
 * arrays. Nothing in them is executed.
 */
public final class TorchFormat implements ArrayFormat {
  private static final List<String> ENDINGS =
      List.of(".pt", ".pth", ".th", ".pth.tar", ".bin", ".ckpt", ".pkl", ".pickle");

  private static final List<String> OWN_ENDINGS =
      List.of(".pt", ".pth", ".th", ".pth.tar", ".pkl", ".pickle");

  private static final int TAR_MAGIC_AT = 257;

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("float64", "F64"),
          Map.entry("float32", "F32"),
          Map.entry("float16", "F16"),
          Map.entry("bfloat16", "BF16"),
          Map.entry("float8_e4m3fn", "F8_E4M3"),
          Map.entry("float8_e5m2", "F8_E5M2"),
          Map.entry("float8_e4m3fnuz", "F8_E4M3FNUZ"),
          Map.entry("float8_e5m2fnuz", "F8_E5M2FNUZ"),
          Map.entry("float8_e8m0fnu", "F8_E8M0"),
          Map.entry("int64", "I64"),
          Map.entry("int32", "I32"),
          Map.entry("int16", "I16"),
          Map.entry("int8", "I8"),
          Map.entry("uint64", "U64"),
          Map.entry("uint32", "U32"),
          Map.entry("uint16", "U16"),
          Map.entry("uint8", "U8"),
          Map.entry("bool", "BOOL"));

  @Override
  public String name() {
    return "PyTorch";
  }

  @Override
  public String reads() {
    return "tensors, state dicts, dicts and lists of them, torch.save or pickle.dump";
  }

  @Override
  public List<String> endings() {
    return ENDINGS;
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.zipHas(TorchFile::isPickle) || isPickle(file) || isTar(file);
  }

  private static boolean isPickle(InputFile file) throws IOException {
    for (int protocol = 2; protocol <= Pickle.LATEST_PROTOCOL; protocol++) {
      if (file.has(0, 0x80, protocol)) {
        return !isJoblib(file);
      }
    }
    return false;
  }

  /**
   * Tells whether a file is one of joblib, whose arrays lie between the operations of a pickle.
   *
   * @param file whose beginning is looked at
   * @return true where it is one
   * @throws IOException when the file cannot be read
   */
  public static boolean isJoblib(InputFile file) throws IOException {
    return new String(file.unpackedStart(), StandardCharsets.ISO_8859_1)
        .contains("joblib.numpy_pickle");
  }

  /** The layout before version 0.2 of PyTorch: a tar archive of these. */
  private static boolean isTar(InputFile file) throws IOException {
    for (String member : List.of("sys_info", "pickle", "storages", "tensors")) {
      if (file.has(0, member + "\0") && file.has(TAR_MAGIC_AT, "ustar")) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@inheritDoc} A file with such a name that no other format knows is taken: what it lacks is
   * then said.
   */
  @Override
  public boolean guesses(InputFile file) throws IOException {
    return file.isNamed(OWN_ENDINGS) && !file.isEmpty() && !file.isText();
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    String label = file.path().toString();
    long length = file.size();
    if (isTar(file)) {
      throw new BadInputException(
          label
              + ": expected the zip or the legacy layout of torch.save, found the tar layout of"
              + " PyTorch 0.1: load it with torch.load and save it again");
    }
    try (FileBytes bytes = file.bytes()) {
      List<TorchArray> arrays =
          file.isZip()
              ? TorchFile.ofZip(label, bytes, length)
              : TorchFile.ofPickle(label, bytes, length);
      return arrays.stream().map(array -> stored(file, array)).toList();
    }
  }

  private static StoredArray stored(InputFile file, TorchArray array) {
    String label =
        array.name().isEmpty()
            ? file.path().toString()
            : StoredArray.label(file.path(), array.name());
    String known = TYPES.get(array.type());
    TensorType type = known == null ? null : TensorType.named(known);
    String refusal = array.refusal();
    if (type == null && refusal == null) {
      refusal = "expected a type of numbers that is read, found " + array.type();
    }
    StoredArray stored =
        new RawArray(
            array.name(),
            label,
            refusal == null ? type : null,
            array.type(),
            array.order(),
            array.shape(),
            array.strides(),
            array.bytes(),
            refusal,
            null);
    return array.aside() ? new Aside(stored) : stored;
  }

  /** An array that is only meant where it is named. */
  private record Aside(StoredArray array) implements StoredArray {
    @Override
    public boolean aside() {
      return true;
    }

    @Override
    public String name() {
      return array.name();
    }

    @Override
    public String label() {
      return array.label();
    }

    @Override
    public List<Long> shape() {
      return array.shape();
    }

    @Override
    public @Nullable TensorType type() {
      return array.type();
    }

    @Override
    public String typeText() {
      return array.typeText();
    }

    @Override
    public @Nullable String refusal() {
      return array.refusal();
    }

    @Override
    public String layout() {
      return array.layout();
    }

    @Override
    public Rows flattened() {
      return array.flattened();
    }
  }
}
