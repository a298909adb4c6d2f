package org.collapsar.files.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Strict parser of JSON (RFC 8259), for headers inside binary files, where text may be hostile:
 * depth is bounded, a key may not come twice, numbers are whole and fit a long, nothing may follow
 * the value but blanks. The caller bounds the length.
 *
 * <p>Objects become {@code Map<String, Object>} in the order written, arrays {@code List<Object>},
 * then String, Long, Boolean; null is refused.
 */
public final class Json extends StrictScanner {
  private static final int MAX_DEPTH = 16;

  private Json(String text) {
    super(text);
  }

  /**
   * Parses a text.
   *
   * @param text one value, with blanks around it
   * @return a map, a list, a String, a Long or a Boolean
   * @throws Malformed if it is anything else
   */
  public static Object parse(String text) throws Malformed {
    Json json = new Json(text);
    json.skipBlanks();
    Object value = json.value(0);
    json.requireEnd();
    return value;
  }

  /**
   * Writes a text as JSON does.
   *
   * @param value any text
   * @return in quotes, escaped
   */
  public static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < 0x20) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private Object value(int depth) throws Malformed {
    if (depth > MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " levels");
    }
    char c = peek();
    if (c == '{') {
      return object(depth);
    } else if (c == '[') {
      return array(depth);
    } else if (c == '"') {
      return string();
    } else if (c == '-' || isAtDigit()) {
      return wholeNumber();
    } else if (takes("true")) {
      return true;
    } else if (takes("false")) {
      return false;
    }
    throw expected("a value");
  }

  private Map<String, Object> object(int depth) throws Malformed {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    skipBlanks();
    if (takes('}')) {
      return members;
    }
    do {
      skipBlanks();
      int start = at;
      String key = string();
      skipBlanks();
      require(':');
      skipBlanks();
      if (members.put(key, value(depth + 1)) != null) {
        throw expected("each key once", start);
      }
      skipBlanks();
    } while (takes(','));
    require('}');
    return Collections.unmodifiableMap(members);
  }

  private List<Object> array(int depth) throws Malformed {
    List<Object> elements = new ArrayList<>();
    at++;
    skipBlanks();
    if (takes(']')) {
      return elements;
    }
    do {
      skipBlanks();
      elements.add(value(depth + 1));
      skipBlanks();
    } while (takes(','));
    require(']');
    return Collections.unmodifiableList(elements);
  }

  private String string() throws Malformed {
    require('"');
    StringBuilder content = new StringBuilder();
    while (true) {
      char c = peek();
      if (c < 0x20) {
        throw expected("no control character in a string");
      }
      at++;
      if (c == '"') {
        break;
      }
      content.append(c == '\\' ? escaped() : c);
    }
    String string = content.toString();
    if (!isWellFormed(string)) {
      throw expected("whole surrogate pairs before this");
    }
    return string;
  }

  private char escaped() throws Malformed {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at--;
        throw expected("an escape");
      }
    };
  }

  private char unicode() throws Malformed {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw expected("a hexadecimal digit");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private Long wholeNumber() throws Malformed {
    int start = at;
    takes('-');
    int firstDigit = at;
    skipDigits();
    int digits = at - firstDigit;
    boolean fraction = at < text.length() && ".eE".indexOf(text.charAt(at)) >= 0;
    if (digits == 0 || fraction || (digits > 1 && text.charAt(firstDigit) == '0')) {
      throw expected("a whole number", start);
    }
    try {
      return Long.parseLong(text.substring(start, at));
    } catch (NumberFormatException e) {
      throw expected("a number below 2^63", start);
    }
  }

  private static boolean isWellFormed(String string) {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < string.length()
          && Character.isLowSurrogate(string.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private char peek() throws Malformed {
    if (at >= text.length()) {
      throw expected("more");
    }
    return text.charAt(at);
  }
}
