package org.collapsar.lab.html;

import java.nio.charset.Charset;
import java.util.regex.Pattern;

/**
 * Signs of comparison for readers: texts are written in ASCII, {@code <=}, and shown as ≤ on pages
 * and in terminals that can.
 */
public final class Signs {
  private static final Pattern LESS = Pattern.compile("(?<=^|\\s)<=(?=\\s|$)");
  private static final Pattern GREATER = Pattern.compile("(?<=^|\\s)>=(?=\\s|$)");
  private static final Pattern UNEQUAL = Pattern.compile("(?<=^|\\s)!=(?=\\s|$)");

  private Signs() {}

  /** The text with ≤, ≥ and ≠ where these stand alone. */
  public static String shown(String text) {
    String less = LESS.matcher(text).replaceAll("\u2264");
    String greater = GREATER.matcher(less).replaceAll("\u2265");
    return UNEQUAL.matcher(greater).replaceAll("\u2260");
  }

  /** The same where a character set has them, else the text as it is. */
  public static String shown(String text, Charset charset) {
    return charset.canEncode() && charset.newEncoder().canEncode("\u2264\u2265\u2260")
        ? shown(text)
        : text;
  }
}
