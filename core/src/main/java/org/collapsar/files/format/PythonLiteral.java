package org.collapsar.files.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.files.io.StrictScanner;

/**
 * A strict parser of the Python literals in the header of an NPY file: a dict with texts as keys;
 * below it texts without escapes, whole numbers, True and False, tuples and lists, of bounded
 * depth. The caller bounds the length.
 *
 * <p>They become {@code Map<String, Object>}, String, Long, Boolean and {@code List<Object>}.
 */
final class PythonLiteral extends StrictScanner {
  private static final int MAX_DEPTH = 8;

  private PythonLiteral(String text) {
    super(text);
  }

  /** Reads a dict, which nothing but blanks may follow. */
  static Map<String, Object> dict(String text) throws Malformed {
    PythonLiteral literal = new PythonLiteral(text);
    Map<String, Object> dict = literal.dict();
    literal.requireEnd();
    return dict;
  }

  private Map<String, Object> dict() throws Malformed {
    Map<String, Object> members = new LinkedHashMap<>();
    requireNext('{');
    while (!takesNext('}')) {
      int start = at;
      String key = string();
      requireNext(':');
      if (members.put(key, value(1)) != null) {
        throw expected("each key once", start);
      }
      if (!takesNext(',')) {
        requireNext('}');
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
    if (isAt('(')) {
      return elements('(', ')', depth);
    } else if (isAt('[')) {
      return elements('[', ']', depth);
    } else if (isAt('\'') || isAt('"')) {
      return string();
    } else if (isAt('-') || isAtDigit()) {
      return wholeNumber();
    } else if (takes("True")) {
      return true;
    } else if (takes("False")) {
      return false;
    }
    throw expected("a text, a whole number, True, False, a tuple or a list");
  }

  private List<Object> elements(char open, char close, int depth) throws Malformed {
    List<Object> elements = new ArrayList<>();
    requireNext(open);
    while (!takesNext(close)) {
      elements.add(value(depth + 1));
      if (!takesNext(',')) {
        requireNext(close);
        break;
      }
    }
    return elements;
  }

  private String string() throws Malformed {
    skipBlanks();
    int end = isAt('\'') || isAt('"') ? text.indexOf(text.charAt(at), at + 1) : -1;
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
    takes('-');
    skipDigits();
    String digits = text.substring(start, at);
    takes('L'); // Python 2 wrote it behind.
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw expected("a whole number below 2^63", start);
    }
  }

  private boolean takesNext(char c) {
    skipBlanks();
    return takes(c);
  }

  private void requireNext(char c) throws Malformed {
    skipBlanks();
    require(c);
  }
}
