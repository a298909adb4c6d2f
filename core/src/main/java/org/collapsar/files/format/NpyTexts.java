package org.collapsar.files.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.files.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An array of texts of one length in an NPY file: names of classes, and no numbers. NumPy fills up
 * with zeros; a letter of {@code U} is four bytes, one of {@code S} is one.
 *
 * @param letters in each text
 * @param wide whether a letter is four bytes
 */
public record NpyTexts(
    String name,
    String label,
    List<Long> shape,
    int letters,
    boolean wide,
    ByteOrder order,
    Bytes bytes)
    implements StoredTexts {
  private static final Pattern TEXT = Pattern.compile("([<>=|]?)([US])([1-9][0-9]{0,5})");
  private static final int MOST_TEXTS = Integer.MAX_VALUE - 8;

  /** The array of such a type; null where the type is another one. */
  static @Nullable NpyTexts of(
      String name, String label, List<Long> shape, String descr, Bytes bytes) {
    Matcher matcher = TEXT.matcher(descr.replace("\"", ""));
    if (!matcher.matches()) {
      return null;
    }
    ByteOrder order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int letters = Integer.parseInt(matcher.group(3));
    return new NpyTexts(name, label, shape, letters, matcher.group(2).equals("U"), order, bytes);
  }

  @Override
  public Indexed read() {
    int count = count(MOST_TEXTS);
    int length = letters * (wide ? 4 : 1);
    ByteBuffer one = ByteBuffer.allocate(length);
    Charset charset =
        !wide
            ? StandardCharsets.UTF_8
            : order == ByteOrder.BIG_ENDIAN
                ? Charset.forName("UTF-32BE")
                : Charset.forName("UTF-32LE");
    Map<String, Integer> texts = new LinkedHashMap<>();
    // The first read finds out whether the file is as long as it says, before there is room for it.
    Reading.run(label, () -> bytes.read((count - 1L) * length, one));
    double[] places = new double[count];
    for (int i = 0; i < count; i++) {
      long at = (long) i * length;
      Reading.run(label, () -> bytes.read(at, one.clear()));
      String text = new String(one.array(), charset).replaceFirst("\u0000+$", "").strip();
      places[i] = texts.computeIfAbsent(text, k -> texts.size());
    }
    return new Indexed(List.copyOf(texts.keySet()), places);
  }
}
