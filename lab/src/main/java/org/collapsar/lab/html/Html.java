package org.collapsar.lab.html;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;

/**
 * Piece of HTML. It is made from literals of ours, in which values take the places of {@code {}}; a
 * value is text and is escaped, unless it is HTML itself. A literal is the only thing that is taken
 * as it stands: Error Prone refuses a template that was computed, and a template says where values
 * may stand ({@link Template}). So a name that is a script is read, wherever it is from.
 */
public final class Html {

  /** No HTML. */
  public static final Html NONE = new Html("");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /**
   * Makes HTML from a template.
   *
   * @param template with a {@code {}} for each value
   * @param values text, numbers, or HTML; within a tag an {@link Attribute}, in {@code href} and
   *     {@code src} an {@link Address}, in {@code style} a {@link Percent}
   * @return the template with the values in their places
   * @throws IllegalArgumentException if there are more or fewer values than places, or a value is
   *     not of the kind that its place takes
   */
  public static Html of(@CompileTimeConstant final String template, Object... values) {
    return new Html(Template.of(template).fill(values));
  }

  /**
   * Makes HTML of a text.
   *
   * @param text any; it is escaped
   * @return the text
   */
  public static Html text(String text) {
    return new Html(escaped(text));
  }

  /**
   * Joins pieces, one after the other.
   *
   * @param pieces any number
   * @return all of them
   */
  public static Html join(Collection<Html> pieces) {
    Builder all = builder();
    pieces.forEach(all::add);
    return all.build();
  }

  /**
   * Joins the HTML of each item, one after the other.
   *
   * @param <T> of the items
   * @param items any number
   * @param html makes the HTML of an item
   * @return all of it
   */
  public static <T> Html each(Collection<? extends T> items, Function<? super T, Html> html) {
    Builder all = builder();
    items.forEach(item -> all.add(html.apply(item)));
    return all.build();
  }

  /**
   * Joins the HTML of each item, with a literal between them.
   *
   * @param <T> of the items
   * @param items any number
   * @param between the literal
   * @param html makes the HTML of an item
   * @return all of it
   */
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

  /**
   * Joins this and what follows it.
   *
   * @param next behind this
   * @return both
   */
  public Html and(Html next) {
    return new Html(markup + next.markup);
  }

  /** {@return whether there is no markup} */
  public boolean isEmpty() {
    return markup.isEmpty();
  }

  /**
   * Makes an element of JSON, which scripts read; nothing in it can end the element.
   *
   * @param id of the element
   * @param json a document
   * @return a script element of the type application/json
   */
  public static Html json(String id, String json) {
    return new Html(
        "<script type=\"application/json\" id=\""
            + escaped(id)
            + "\">"
            + json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
            + "</script>\n");
  }

  /**
   * Makes an element of a script that is a part of the program, as {@link #scriptText} has it.
   *
   * @param code of the script
   * @return a script element
   */
  public static Html script(String code) {
    return new Html("<script>" + scriptText(code) + "</script>");
  }

  /**
   * {@return a script as it stands in the page; browsers hash it with these line breaks}
   *
   * @param code of the script
   */
  public static String scriptText(String code) {
    return code.replace("\r\n", "\n")
        .replace('\r', '\n')
        .replace("</script", "<\\/script")
        .replace("<!--", "<\\!--");
  }

  /**
   * Makes an element of a style sheet that is a part of the program.
   *
   * @param css the style sheet
   * @return a style element
   */
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

  /** {@return the markup} */
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

  /** {@return a builder without HTML} */
  public static Builder builder() {
    return new Builder();
  }

  /** Builder of HTML that grows. */
  public static final class Builder {
    private final StringBuilder markup = new StringBuilder();

    private Builder() {}

    /**
     * Adds HTML from a template, as {@link Html#of} makes it.
     *
     * @param template with a {@code {}} for each value
     * @param values as {@link Html#of} takes them
     * @return this builder
     * @throws IllegalArgumentException as {@link Html#of} does
     */
    public Builder add(@CompileTimeConstant final String template, Object... values) {
      markup.append(Template.of(template).fill(values));
      return this;
    }

    /**
     * Adds HTML.
     *
     * @param html behind what there is
     * @return this builder
     */
    public Builder add(Html html) {
      markup.append(html.markup);
      return this;
    }

    /** {@return whether there is no markup yet} */
    public boolean isEmpty() {
      return markup.isEmpty();
    }

    /** {@return the HTML so far} */
    public Html build() {
      return new Html(markup.toString());
    }
  }

  /** Attribute with its value, or none, for a place within a tag. */
  public static final class Attribute {
    /** No attribute. */
    public static final Attribute NONE = new Attribute("");

    private final String markup;

    private Attribute(String markup) {
      this.markup = markup;
    }

    /**
     * Makes an attribute.
     *
     * @param name a literal
     * @param value any text; it is escaped
     * @return the attribute with its value
     * @throws IllegalArgumentException if what it says would not be text
     */
    public static Attribute of(@CompileTimeConstant final String name, String value) {
      Template.requirePlain(name);
      return new Attribute(" " + name + "=\"" + escaped(value) + "\"");
    }

    /**
     * Makes an attribute without a value, such as {@code hidden}.
     *
     * @param name a literal
     * @return the attribute
     * @throws IllegalArgumentException if what it says would not be text
     */
    public static Attribute of(@CompileTimeConstant final String name) {
      Template.requirePlain(name);
      return new Attribute(" " + name);
    }

    @Override
    public String toString() {
      return markup;
    }
  }

  /** Address of a link, or data of an image. */
  public static final class Address {
    private final String markup;

    private Address(String markup) {
      this.markup = markup;
    }

    /**
     * Makes the address of an element of the page.
     *
     * @param id of the element
     * @return an address within the page
     */
    public static Address element(String id) {
      return new Address("#" + escaped(id));
    }

    /**
     * Makes the address of a page beside this one.
     *
     * @param path relative to this page's directory
     * @return a relative address, whatever the path is
     */
    public static Address beside(String path) {
      boolean relative = path.matches("[^:/\\\\][^:\\\\]*");
      return new Address(escaped(relative ? path : "./" + path));
    }

    /**
     * Makes the address of a picture that the page holds.
     *
     * @param svg a document
     * @return its data
     */
    public static Address svg(String svg) {
      return new Address(
          "data:image/svg+xml;base64," + base64(svg.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Makes the address of a picture that the page holds.
     *
     * @param png a file
     * @return its data
     */
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

  /**
   * Makes a link to an address if it is one of the web.
   *
   * @param address any text
   * @param label text of the link
   * @return the label alone where the address is no {@code http} or {@code https}
   */
  public static Html link(String address, String label) {
    return address.startsWith("https://") || address.startsWith("http://")
        ? of("<a href=\"{}\" rel=\"noreferrer\">{}</a>", new Address(escaped(address)), label)
        : text(label);
  }

  /**
   * Length for {@code style}, with two digits.
   *
   * @param value in per cent
   */
  public record Percent(double value) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f%%", value);
    }
  }
}
