package org.collapsar.lab.html;

import java.nio.charset.Charset;
import java.util.regex.Pattern;

/**
 * Writer of signs of comparison for readers: texts are written in ASCII, {@code <=}, and shown as ≤
 * on pages and in terminals that can.
 */
public final class Signs {
  private static final Pattern LESS = Pattern.compile("(?<=^|\\s)<=(?=\\s|$)");
  private static final Pattern GREATER = Pattern.compile("(?<=^|\\s)>=(?=\\s|$)");
  private static final Pattern UNEQUAL = Pattern.compile("(?<=^|\\s)!=(?=\\s|$)");

  private Signs() {}

  /**
   * {@return a text with ≤, ≥ and ≠ where their ASCII forms stand alone}
   *
   * @param text in ASCII
   */
  public static String shown(String text) {
    String less = LESS.matcher(text).replaceAll("\u2264");
    String greater = GREATER.matcher(less).replaceAll("\u2265");
    return UNEQUAL.matcher(greater).replaceAll("\u2260");
  }

  /**
   * {@return a text as {@link #shown(String)} has it where a character set has the signs, else as
   * it is}
   *
   * @param text in ASCII
   * @param charset of the terminal
   */
  public static String shown(String text, Charset charset) {
    return charset.canEncode() && charset.newEncoder().canEncode("\u2264\u2265\u2260")
        ? shown(text)
        : text;
  }
}
