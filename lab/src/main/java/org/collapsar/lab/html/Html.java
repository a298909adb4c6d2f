package org.collapsar.lab.html;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;

/**
 * A piece of HTML. It is made from literals of ours, in which values take the places of {@code {}};
 * a value is text and is escaped, unless it is HTML itself. A literal is the only thing that is
 * taken as it stands: Error Prone refuses a template that was computed, and a template says where
 * values may stand ({@link Template}). So a name that is a script is read, wherever it is from.
 */
public final class Html {

  /** No HTML. */
  public static final Html NONE = new Html("");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /**
   * HTML from a template.
   *
   * @param template with a {@code {}} for each value
   * @param values text, numbers, or HTML; within a tag an {@link Attribute}, in {@code href} and
   *     {@code src} an {@link Address}, in {@code style} a {@link Percent}
   * @throws IllegalArgumentException if there are more or fewer values than places, or a value is
   *     not of the kind that its place takes
   */
  public static Html of(@CompileTimeConstant final String template, Object... values) {
    return new Html(Template.of(template).fill(values));
  }

  /** Text. */
  public static Html text(String text) {
    return new Html(escaped(text));
  }

  /** One after the other. */
  public static Html join(Collection<Html> pieces) {
    Builder all = builder();
    pieces.forEach(all::add);
    return all.build();
  }

  /** HTML of each, one after the other. */
  public static <T> Html each(Collection<? extends T> items, Function<? super T, Html> html) {
    Builder all = builder();
    items.forEach(item -> all.add(html.apply(item)));
    return all.build();
  }

  /** HTML of each, with a literal between them. */
  public static <T> Html each(
      Collection<? extends T> items,
      @CompileTimeConstant final String between,
      Function<? super T, Html> html) {
    Html separator = of(between);
    Builder all = builder();
    for (T item : items) {
      if (!all.isEmpty()) {
        all.add(separator);
      }
      all.add(html.apply(item));
    }
    return all.build();
  }

  /** This and what follows it. */
  public Html and(Html next) {
    return new Html(markup + next.markup);
  }

  public boolean isEmpty() {
    return markup.isEmpty();
  }

  /** JSON in an element of its own, which scripts read; nothing in it can end the element. */
  public static Html json(String id, String json) {
    return new Html(
        "<script type=\"application/json\" id=\""
            + escaped(id)
            + "\">"
            + json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
            + "</script>\n");
  }

  /** A script that is a part of the program, as {@link #scriptText} has it. */
  public static Html script(String code) {
    return new Html("<script>" + scriptText(code) + "</script>");
  }

  /** A script as it stands in the page; browsers hash it with these line breaks. */
  public static String scriptText(String code) {
    return code.replace("\r\n", "\n")
        .replace('\r', '\n')
        .replace("</script", "<\\/script")
        .replace("<!--", "<\\!--");
  }

  /** A style sheet that is a part of the program. */
  public static Html style(String css) {
    return new Html("<style>\n" + css.replace("</style", "<\\/style") + "</style>");
  }

  /** Text for element content and for attributes in double quotes. */
  static String escaped(String raw) {
    StringBuilder safe = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> {
          // Control characters are no HTML, not even escaped.
          boolean control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c <= 0x9f);
          safe.append(control ? '\ufffd' : c);
        }
      }
    }
    return safe.toString();
  }

  /** The markup. */
  @Override
  public String toString() {
    return markup;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Html html && html.markup.equals(markup);
  }

  @Override
  public int hashCode() {
    return markup.hashCode();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** HTML that grows. */
  public static final class Builder {
    private final StringBuilder markup = new StringBuilder();

    private Builder() {}

    /** Adds HTML from a template, as {@link Html#of}. */
    public Builder add(@CompileTimeConstant final String template, Object... values) {
      markup.append(Template.of(template).fill(values));
      return this;
    }

    public Builder add(Html html) {
      markup.append(html.markup);
      return this;
    }

    public boolean isEmpty() {
      return markup.isEmpty();
    }

    public Html build() {
      return new Html(markup.toString());
    }
  }

  /** An attribute with its value, or none, for a place within a tag. */
  public static final class Attribute {
    public static final Attribute NONE = new Attribute("");

    private final String markup;

    private Attribute(String markup) {
      this.markup = markup;
    }

    /**
     * The attribute.
     *
     * @throws IllegalArgumentException if what it says would not be text
     */
    public static Attribute of(@CompileTimeConstant final String name, String value) {
      Template.requirePlain(name);
      return new Attribute(" " + name + "=\"" + escaped(value) + "\"");
    }

    /** An attribute without a value, such as {@code hidden}. */
    public static Attribute of(@CompileTimeConstant final String name) {
      Template.requirePlain(name);
      return new Attribute(" " + name);
    }

    @Override
    public String toString() {
      return markup;
    }
  }

  /** Where a link leads, or the data of an image. */
  public static final class Address {
    private final String markup;

    private Address(String markup) {
      this.markup = markup;
    }

    /** An element of the page. */
    public static Address element(String id) {
      return new Address("#" + escaped(id));
    }

    /** A page beside this one. */
    public static Address beside(String path) {
      boolean relative = path.matches("[^:/\\\\][^:\\\\]*");
      return new Address(escaped(relative ? path : "./" + path));
    }

    /** A picture that the page holds. */
    public static Address svg(String svg) {
      return new Address(
          "data:image/svg+xml;base64," + base64(svg.getBytes(StandardCharsets.UTF_8)));
    }

    /** A picture that the page holds. */
    public static Address png(byte[] png) {
      return new Address("data:image/png;base64," + base64(png));
    }

    private static String base64(byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
      return markup;
    }
  }

  /** A link to the address if it is one of the web, else just the text. */
  public static Html link(String address, String label) {
    return address.startsWith("https://") || address.startsWith("http://")
        ? of("<a href=\"{}\" rel=\"noreferrer\">{}</a>", new Address(escaped(address)), label)
        : text(label);
  }

  /** A length for {@code style}, with two digits. */
  public record Percent(double value) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f%%", value);
    }
  }
}
