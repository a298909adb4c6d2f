package org.collapsar.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.files.format.RawArray;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.StoredTexts;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.Bytes;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * A column that stands in the names of folders, {@code label=3/part-00000.parquet}, as Hive and
 * Spark's {@code partitionBy} lay tables out: the same value in every row of the file. Whole
 * numbers are numbers, other values text, as Spark reads them back [1].
 *
 * <p>[1] Spark SQL, Parquet Files, "Partition Discovery".
 */
final class FolderColumn {
  private static final String NONE = "__HIVE_DEFAULT_PARTITION__";
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

  /** What Hive does not leave in a name as it is. */
  private static final Pattern ESCAPED = Pattern.compile("%([0-9A-Fa-f]{2})");

  private FolderColumn() {}

  /**
   * The columns that folders around a file are, the outermost first.
   *
   * @param rows of the file
   * @param own columns of the file, which have precedence
   */
  static List<StoredArray> of(Path file, long rows, List<StoredArray> own) {
    // Folders may also say how features were made, as seed=1: beside labels they have to be named.
    boolean aside = own.stream().anyMatch(array -> isLabels(array));
    List<StoredArray> columns = new ArrayList<>();
    Path folder = file.toAbsolutePath().normalize().getParent();
    for (; folder != null && folder.getFileName() != null; folder = folder.getParent()) {
      String[] parts = folder.getFileName().toString().split("=", 2);
      if (parts.length < 2 || parts[0].isEmpty()) {
        break;
      }
      String name = plain(parts[0]);
      if (own.stream().noneMatch(array -> array.name().equals(name))) {
        columns.add(0, column(file, name, plain(parts[1]), rows, aside));
      }
    }
    return columns;
  }

  private static boolean isLabels(StoredArray array) {
    return array instanceof StoredTexts || (array.isList() && !array.isFloatingPoint());
  }

  private static StoredArray column(
      Path file, String name, String value, long rows, boolean aside) {
    String label = StoredArray.label(file, name);
    List<Long> shape = List.of(rows);
    if (value.equals(NONE)) {
      return new Numbers(
          RawArray.refused(
              name,
              label,
              "no numbers",
              shape,
              "expected a value in the folder's name, found none"),
          aside);
    } else if (!WHOLE.matcher(value).matches()) {
      return new Text(name, label, shape, value, aside);
    }
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(Long.parseLong(value)).array();
    return new Numbers(
        RawArray.strided(
            name,
            label,
            TensorType.I64,
            ByteOrder.BIG_ENDIAN,
            shape,
            List.of(0L),
            new Constant(number)),
        aside);
  }

  private static String plain(String escaped) {
    return ESCAPED
        .matcher(escaped)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }

  private record Constant(ByteBuffer number) implements Bytes {
    Constant(byte[] number) {
      this(ByteBuffer.wrap(number).asReadOnlyBuffer());
    }

    @Override
    public void read(long position, ByteBuffer target) {
      target.put(number.slice((int) position, target.remaining()));
    }

    @Override
    public void close() {}
  }

  private record Text(String name, String label, List<Long> shape, String text, boolean aside)
      implements StoredTexts {
    @Override
    public Indexed read() {
      return new Indexed(List.of(text), new double[count(Integer.MAX_VALUE - 8)]);
    }

    @Override
    public String layout() {
      return "in the folder's name";
    }
  }

  private record Numbers(StoredArray array, boolean aside) implements StoredArray {
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
      return "in the folder's name";
    }

    @Override
    public Rows flattened() {
      return array.flattened();
    }
  }
}
