package org.collapsar.lab.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writer of formulas as MathML, from the plain notation in which metrics, theorems and hypotheses
 * have them: {@code ||H - F - E_1||_F/(||D||_F/lambda_rho)}. Greek letters by name, {@code _} and
 * {@code ^} with one symbol or {@code {..}}, norms, absolute values, inner products in angles, a
 * tilde or a bar behind or in the name, primes; words between formulas stay text. Terminals and
 * documents show the notation as it is.
 *
 * <p>Longer than other files by its table of Greek letters: the notation is one file.
 */
public final class Formula {
  private static final Map<String, String> GREEK =
      Map.ofEntries(
          Map.entry("alpha", "\u03b1"),
          Map.entry("beta", "\u03b2"),
          Map.entry("gamma", "\u03b3"),
          Map.entry("chi", "\u03c7"),
          Map.entry("tau", "\u03c4"),
          Map.entry("Psi", "\u03a8"),
          Map.entry("delta", "\u03b4"),
          Map.entry("Delta", "\u0394"),
          Map.entry("eps", "\u03b5"),
          Map.entry("eta", "\u03b7"),
          Map.entry("kappa", "\u03ba"),
          Map.entry("lambda", "\u03bb"),
          Map.entry("mu", "\u03bc"),
          Map.entry("rho", "\u03c1"),
          Map.entry("sigma", "\u03c3"),
          Map.entry("Sigma", "\u03a3"),
          Map.entry("sum", "\u2211"),
          Map.entry("theta", "\u03b8"),
          Map.entry("Theta", "\u0398"),
          Map.entry("grad", "\u2207"),
          Map.entry("perp", "\u22a5"));

  /** Names of functions that stand before what they are of without brackets, too. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          "tr", "exp", "log", "cos", "sqrt", "min", "max", "arg", "argmin", "argmax", "std", "var");

  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("<=", "\u2264"),
          Map.entry(">=", "\u2265"),
          Map.entry("!=", "\u2260"),
          Map.entry("->", "\u2192"),
          Map.entry("..", "\u2026"),
          Map.entry("-", "\u2212"),
          Map.entry(".", "\u22c5"),
          Map.entry("+", "+"),
          Map.entry("=", "="),
          Map.entry("/", "/"),
          Map.entry("<", "<"),
          Map.entry(">", ">"),
          Map.entry(",", ","),
          Map.entry(";", ";"),
          Map.entry(":", ":"));

  /** What says that a text is a formula and no sentence. */
  private static final Pattern NOTATION =
      Pattern.compile(
          "[_^~|]|[<>!]=|->|\\b(?:" + String.join("|", GREEK.keySet()) + ")\\b|[A-Za-z]\\(.*[-+/]");

  /** Within a sentence: no part of an id, a path or a larger formula. */
  private static final Pattern TERM =
      Pattern.compile(
          "(?<![\\w.:@/(|^-])(?:[A-Za-z]|"
              + String.join("|", GREEK.keySet())
              + ")(?:[_^](?:[A-Za-z]|\\d{1,2}))+(?![\\w(|^@/])");

  private static final Pattern OPERATOR = Pattern.compile("<=|>=|!=|->|\\.\\.|[-+=/<>,;:.]");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:e-?\\d+)?");

  /** An id of a metric within a formula. */
  private static final Pattern ID = Pattern.compile("[a-z]+\\d?(?:\\.[a-z_]+)+|[a-z]{2,}\\d\\b");

  private static final Pattern NAME = Pattern.compile("[A-Za-z]+");
  private static final Pattern SCRIPT =
      Pattern.compile("NC2/3|NC\\d|[A-Za-z]+'*|\\d+|\\*|\\+|-[A-Za-z0-9]");

  private final String text;
  private int at;

  /** The brackets that are open, the innermost first; 'n' for a norm. */
  private final Deque<Character> open = new ArrayDeque<>();

  private Formula(String text) {
    this.text = text;
  }

  /**
   * Writes a text that may be a formula.
   *
   * @param text any
   * @return MathML where it is one, code where it cannot be read, else the text
   */
  public static Html html(String text) {
    if (!NOTATION.matcher(text).find()) {
      return Html.text(text);
    }
    return mathMl(text).orElseGet(() -> Html.of("<code>{}</code>", text));
  }

  /**
   * Writes a sentence with its signs of comparison as {@link Signs} has them, and its letters with
   * an index or a power, E_1 or R^2, as MathML.
   *
   * @param text in ASCII
   * @return HTML
   */
  public static Html sentence(String text) {
    String shown = Signs.shown(text);
    Html.Builder html = Html.builder();
    Matcher term = TERM.matcher(shown);
    int from = 0;
    while (term.find()) {
      html.add("{}{}", shown.substring(from, term.start()), html(term.group()));
      from = term.end();
    }
    return html.add("{}", shown.substring(from)).build();
  }

  /**
   * Writes a formula as MathML, words between as text.
   *
   * @param text in the notation
   * @return empty where it is not of the notation
   */
  public static Optional<Html> mathMl(String text) {
    try {
      return Optional.of(new Formula(text).lines());
    } catch (NotReadException e) {
      return Optional.empty();
    }
  }

  private static final class NotReadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotReadException(String message) {
      super(message);
    }
  }

  // ---- what lies beside each other -------------------------------------------------------------

  /**
   * Browsers do not break a formula between lines, so it is cut: at words, and behind operators
   * that no bracket holds.
   */
  private Html lines() {
    Html.Builder all = Html.builder();
    Html.Builder chunk = Html.builder();
    boolean operand = false;
    while (at < text.length()) {
      boolean space = spaces();
      if (at == text.length()) {
        break;
      }
      String word = word();
      if (word != null) {
        flush(chunk, all);
        all.add(
            space && !all.isEmpty() ? " {}" : "{}", ID.matcher(word).matches() ? code(word) : word);
        chunk = Html.builder();
        operand = false;
        continue;
      }
      String operator = operator(space);
      if (operator != null) {
        chunk.add(operatorHtml(operator));
        if (",;=".contains(operator) || (space && "+-".contains(operator) && operand)) {
          flush(chunk, all);
          chunk = Html.builder();
        }
        operand = false;
        continue;
      }
      if (chunk.isEmpty() && space && !all.isEmpty()) {
        all.add(" ");
      }
      chunk.add(space && operand ? Html.of("<mspace width=\"0.2em\"/>") : Html.NONE).add(item());
      operand = true;
    }
    flush(chunk, all);
    return all.build();
  }

  private static void flush(Html.Builder chunk, Html.Builder all) {
    if (!chunk.isEmpty()) {
      all.add("<math>{}</math>", chunk.build());
    }
  }

  private static Html code(String id) {
    return Html.of("<code>{}</code>", id);
  }

  private static Html operatorHtml(String operator) {
    return Html.of("<mo>{}</mo>", OPERATORS.getOrDefault(operator, operator));
  }

  private boolean spaces() {
    int from = at;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at > from;
  }

  /** A row within brackets, up to what closes them. */
  private Html row() {
    Html.Builder row = Html.builder();
    boolean operand = false;
    while (true) {
      boolean space = spaces();
      if (at == text.length()) {
        throw new NotReadException("not closed: " + open);
      }
      if (closes(operand, space)) {
        return row.build();
      }
      String word = word();
      if (word != null) {
        row.add("<mtext>{}</mtext>", (operand ? "\u00a0" : "") + word);
        operand = true; // a bar behind it closes
        continue;
      }
      String operator = operator(space);
      if (operator != null) {
        row.add(operatorHtml(operator));
        operand = false;
        continue;
      }
      row.add(space && operand ? Html.of("<mspace width=\"0.2em\"/>") : Html.NONE).add(item());
      operand = true;
    }
  }

  /** Whether the innermost bracket ends here: a bar does where an operand is before it. */
  private boolean closes(boolean operand, boolean space) {
    Character bracket = open.peek();
    if (bracket == null) {
      return false;
    }
    return switch (bracket) {
      case 'n' -> operand && text.startsWith("||", at);
      case '|' -> operand && text.charAt(at) == '|' && !text.startsWith("||", at);
      case '<' -> operand && !space && text.charAt(at) == '>';
      default -> text.charAt(at) == closing(bracket);
    };
  }

  // ---- pieces ----------------------------------------------------------------------------------

  private @Nullable String match(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    return matcher.lookingAt() ? matcher.group() : null;
  }

  /** A word of a sentence or the id of a metric; null where a symbol stands. */
  private @Nullable String word() {
    String id = match(ID);
    String name = id != null ? id : match(NAME);
    if (text.startsWith("-th", at)) {
      at += 3;
      return "-th";
    }
    if (name == null) {
      return null;
    }
    char after = at + name.length() < text.length() ? text.charAt(at + name.length()) : ' ';
    boolean symbol =
        name.length() == 1
            || GREEK.containsKey(name)
            || FUNCTIONS.contains(name)
            || name.endsWith("bar")
            || !name.matches("[A-Z]?[a-z]{3,}|[a-z]+");
    if (id == null && (symbol || "_^({[~'".indexOf(after) >= 0)) {
      return null;
    }
    at += name.length();
    return name;
  }

  private @Nullable String operator(boolean space) {
    String operator = match(OPERATOR);
    boolean angle = "<".equals(operator) && at + 1 < text.length() && text.charAt(at + 1) != ' ';
    if (operator == null || (angle && (space || at == 0))) {
      return null;
    }
    at += operator.length();
    return operator;
  }

  /** A symbol, number or bracket with what stands below and above it. */
  private Html item() {
    Html base = base();
    Html below = null;
    Html above = null;
    while (at < text.length() && "_^".indexOf(text.charAt(at)) >= 0) {
      boolean low = text.charAt(at) == '_';
      at++;
      Html script = script();
      if (low ? below != null : above != null) {
        throw new NotReadException("two scripts");
      }
      below = low ? script : below;
      above = low ? above : script;
    }
    if (below == null) {
      return above == null ? base : Html.of("<msup>{}{}</msup>", base, above);
    }
    return above == null
        ? Html.of("<msub>{}{}</msub>", base, below)
        : Html.of("<msubsup>{}{}{}</msubsup>", base, below, above);
  }

  private Html script() {
    if (at < text.length() && "{(".indexOf(text.charAt(at)) >= 0) {
      return Html.of("<mrow>{}</mrow>", within(text.charAt(at)));
    }
    String script = match(SCRIPT);
    if (script == null) {
      throw new NotReadException("no script at " + at);
    }
    at += script.length();
    return script.startsWith("-")
        ? Html.of("<mrow><mo>\u2212</mo>{}</mrow>", symbol(script.substring(1)))
        : script.equals("*") || script.equals("+")
            ? Html.of("<mo>{}</mo>", script)
            : Character.isDigit(script.charAt(0)) ? Html.of("<mn>{}</mn>", script) : symbol(script);
  }

  /** What is between brackets, without them. */
  private Html within(char bracket) {
    open.push(bracket);
    at++;
    Html inner = row();
    at++;
    open.pop();
    return inner;
  }

  private static char closing(char bracket) {
    return bracket == '(' ? ')' : bracket == '[' ? ']' : '}';
  }

  private Html base() {
    char c = text.charAt(at);
    if ("([{".indexOf(c) >= 0) {
      Html inner = within(c);
      return Html.of(
          "<mrow><mo stretchy=\"false\">{}</mo>{}<mo stretchy=\"false\">{}</mo></mrow>",
          c,
          inner,
          closing(c));
    }
    if (c == '|') {
      boolean norm = text.startsWith("||", at);
      at += norm ? 1 : 0;
      Html inner = within(norm ? 'n' : '|');
      at += norm ? 1 : 0;
      String bar = norm ? "\u2016" : "|";
      return Html.of(
          "<mrow><mo stretchy=\"false\">{}</mo>{}<mo stretchy=\"false\">{}</mo></mrow>",
          bar,
          inner,
          bar);
    }
    if (c == '<') {
      return Html.of("<mrow><mo>\u27e8</mo>{}<mo>\u27e9</mo></mrow>", within('<'));
    }
    String number = match(NUMBER);
    if (number != null) {
      return number(number);
    }
    String name = match(NAME);
    if (name == null) {
      throw new NotReadException("no symbol at " + at);
    }
    at += name.length();
    if (name.equals("sqrt") && at < text.length() && text.charAt(at) == '(') {
      return Html.of("<msqrt>{}</msqrt>", within('('));
    }
    if (name.equals("sqrt") && spaces() && at < text.length()) {
      return Html.of("<msqrt>{}</msqrt>", item());
    }
    return decorated(name);
  }

  private Html number(String number) {
    at += number.length();
    if (number.equals("11") && at < text.length() && text.charAt(at) == '^') {
      at--; // the vector of ones times its transpose: the second one takes what is above
      return Html.of("<mn>1</mn>");
    }
    return number.startsWith("1e")
        ? Html.of("<msup><mn>10</mn><mn>{}</mn></msup>", number.substring(2).replace('-', '\u2212'))
        : Html.of("<mn>{}</mn>", number);
  }

  /** A name with what belongs to it: primes, a tilde, a bar, digits, an asterisk. */
  private Html decorated(String name) {
    StringBuilder whole = new StringBuilder(name);
    while (at < text.length()
        && (text.charAt(at) == '\'' || (name.length() > 1 && Character.isDigit(text.charAt(at))))) {
      whole.append(text.charAt(at++));
    }
    boolean bar = name.length() == 4 && name.endsWith("bar");
    Html symbol = symbol(bar ? name.substring(0, 1) : whole.toString());
    if (bar) {
      return Html.of("<mover>{}<mo>\u00af</mo></mover>", symbol);
    }
    if (at < text.length() && text.charAt(at) == '~') {
      at++;
      return Html.of("<mover>{}<mo>~</mo></mover>", symbol);
    }
    if (at < text.length() && text.charAt(at) == '*') {
      at++;
      return Html.of("<msup>{}<mo>*</mo></msup>", symbol);
    }
    return symbol;
  }

  private static Html symbol(String name) {
    String letters = name.replace("'", "");
    String primes = "\u2032".repeat(name.length() - letters.length());
    String shown = GREEK.getOrDefault(letters, letters) + primes;
    if (letters.equals("sum")) {
      return Html.of("<mo>\u2211</mo>");
    }
    return letters.equals("WW") ? Html.of("<mi>W</mi><mi>W</mi>") : Html.of("<mi>{}</mi>", shown);
  }
}
