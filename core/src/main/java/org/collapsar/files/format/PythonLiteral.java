package org.collapsar.files.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.files.io.Json;

/**
 * A strict parser of the Python literals in the header of an NPY file: a dict with texts as keys;
 * below it texts without escapes, whole numbers, True and False, tuples and lists, of bounded
 * depth. The caller bounds the length.
 *
 * <p>They become {@code Map<String, Object>}, String, Long, Boolean and {@code List<Object>}.
 */
final class PythonLiteral {
  private static final int MAX_DEPTH = 8;

  private final String text;
  private int at;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /** What is wrong with a text, and where. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /** Reads a dict, which nothing but blanks may follow. */
  static Map<String, Object> dict(String text) throws Malformed {
    PythonLiteral literal = new PythonLiteral(text);
    Map<String, Object> dict = literal.dict();
    literal.skipBlanks();
    if (literal.at < text.length()) {
      throw literal.expected("the end");
    }
    return dict;
  }

  private Map<String, Object> dict() throws Malformed {
    Map<String, Object> members = new LinkedHashMap<>();
    require('{');
    while (!takes('}')) {
      int start = at;
      String key = string();
      require(':');
      if (members.put(key, value(1)) != null) {
        at = start;
        throw expected("each key once");
      }
      if (!takes(',')) {
        require('}');
        break;
      }
    }
    return members;
  }

  private Object value(int depth) throws Malformed {
    if (depth > MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " levels");
    }
    skipBlanks();
    char c = at < text.length() ? text.charAt(at) : 0;
    if (c == '(') {
      return elements('(', ')', depth);
    } else if (c == '[') {
      return elements('[', ']', depth);
    } else if (c == '\'' || c == '"') {
      return string();
    } else if (c == '-' || isDigit(c)) {
      return wholeNumber();
    } else if (text.startsWith("True", at)) {
      at += 4;
      return true;
    } else if (text.startsWith("False", at)) {
      at += 5;
      return false;
    }
    throw expected("a text, a whole number, True, False, a tuple or a list");
  }

  private List<Object> elements(char open, char close, int depth) throws Malformed {
    List<Object> elements = new ArrayList<>();
    require(open);
    while (!takes(close)) {
      elements.add(value(depth + 1));
      if (!takes(',')) {
        require(close);
        break;
      }
    }
    return elements;
  }

  private String string() throws Malformed {
    skipBlanks();
    char quote = at < text.length() ? text.charAt(at) : 0;
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw expected("a text in quotes");
    }
    String content = text.substring(at + 1, end);
    if (content.indexOf('\\') >= 0 || content.chars().anyMatch(c -> c < 0x20)) {
      throw expected("a text without escapes");
    }
    at = end + 1;
    return content;
  }

  private Long wholeNumber() throws Malformed {
    int start = at;
    if (text.charAt(at) == '-') {
      at++;
    }
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    String digits = text.substring(start, at);
    // Python 2 wrote an L behind.
    if (at < text.length() && text.charAt(at) == 'L') {
      at++;
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      at = start;
      throw expected("a whole number below 2^63");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean takes(char c) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void require(char c) throws Malformed {
    if (!takes(c)) {
      throw expected("'" + c + "'");
    }
  }

  private Malformed expected(String what) {
    String found =
        at >= text.length()
            ? "the end"
            : Json.quote(text.substring(at, Math.min(at + 10, text.length())));
    return new Malformed("expected " + what + " at character " + at + ", found " + found);
  }
}
