package org.collapsar.files.io;

/**
 * The common part of strict parsers of small texts: a position, and errors that say what was
 * expected there and what was found. Blanks are those of JSON.
 */
public abstract class StrictScanner {
  private static final int SHOWN = 10;

  protected final String text;
  protected int at;

  protected StrictScanner(String text) {
    this.text = text;
  }

  /** Thrown for a text that is not as expected; the message says what is wrong, and where. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  protected final boolean atEnd() {
    return at >= text.length();
  }

  protected final boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  protected final boolean isAtDigit() {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  protected final void skipBlanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  protected final void skipDigits() {
    while (isAtDigit()) {
      at++;
    }
  }

  /**
   * Passes a character, where it stands here.
   *
   * @return whether it stands here
   */
  protected final boolean takes(char c) {
    if (isAt(c)) {
      at++;
      return true;
    }
    return false;
  }

  /**
   * Passes a word, where it begins here.
   *
   * @return whether it begins here
   */
  protected final boolean takes(String word) {
    if (text.startsWith(word, at)) {
      at += word.length();
      return true;
    }
    return false;
  }

  protected final void require(char c) throws Malformed {
    if (!takes(c)) {
      throw expected("'" + c + "'");
    }
  }

  /**
   * Passes blanks, behind which nothing may follow.
   *
   * @throws Malformed if something does
   */
  protected final void requireEnd() throws Malformed {
    skipBlanks();
    if (!atEnd()) {
      throw expected("the end");
    }
  }

  protected final Malformed expected(String what) {
    String found =
        atEnd() ? "the end" : Json.quote(text.substring(at, Math.min(at + SHOWN, text.length())));
    return new Malformed("expected " + what + " at character " + at + ", found " + found);
  }

  /**
   * Says what was expected at a place that was passed.
   *
   * @param place counted from 0
   */
  protected final Malformed expected(String what, int place) {
    at = place;
    return expected(what);
  }
}
