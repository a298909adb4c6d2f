package org.collapsar.lab.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A literal of HTML with places for values. Where a value may stand is a matter of safety, so it is
 * read here and refused where escaping would not make it text: in the name of a tag or of an
 * attribute, in an attribute without double quotes, in one that is a script, in a script, a style
 * sheet or a comment.
 */
final class Template {
  /** Each template of the program once. */
  private static final Map<String, Template> KNOWN = new ConcurrentHashMap<>();

  private enum Place {
    TEXT,
    /** Between attributes. */
    TAG,
    /** The value of an attribute. */
    VALUE,
    /** That of href or src. */
    ADDRESS,
    /** That of style. */
    STYLE
  }

  private final String template;

  /** One more than places. */
  private final List<String> literals = new ArrayList<>();

  private final List<Place> places = new ArrayList<>();

  private Template(String template) {
    this.template = template;
    parse();
  }

  static Template of(String template) {
    return KNOWN.computeIfAbsent(template, Template::new);
  }

  /** Refuses attributes whose value is no text. */
  static void requirePlain(String attribute) {
    if (!attribute.matches("[a-z][a-z0-9-]*") || place(attribute) != Place.VALUE) {
      throw new IllegalArgumentException("no attribute for text: " + attribute);
    }
  }

  private static Place place(String attribute) {
    String name = attribute.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "href", "src" -> Place.ADDRESS;
      case "style" -> Place.STYLE;
      default -> {
        if (name.startsWith("on") || name.equals("srcdoc") || name.equals("action")) {
          throw new IllegalArgumentException("no value may stand in " + attribute);
        }
        yield Place.VALUE;
      }
    };
  }

  String fill(Object... values) {
    if (values.length != places.size()) {
      throw new IllegalArgumentException(
          "%d values for the %d places of: %s".formatted(values.length, places.size(), template));
    }
    StringBuilder html = new StringBuilder(template.length() + 24 * values.length);
    for (int i = 0; i < values.length; i++) {
      html.append(literals.get(i)).append(filled(places.get(i), values[i]));
    }
    return html.append(literals.get(values.length)).toString();
  }

  private String filled(Place place, Object value) {
    boolean right =
        switch (place) {
          case TEXT -> value instanceof Html || plain(value);
          case TAG -> value instanceof Html.Attribute;
          case VALUE -> plain(value);
          case ADDRESS -> value instanceof Html.Address;
          case STYLE -> value instanceof Html.Percent;
        };
    if (!right) {
      throw new IllegalArgumentException(
          "a place for %s has a %s in: %s"
              .formatted(
                  place.name().toLowerCase(Locale.ROOT),
                  value.getClass().getSimpleName(),
                  template));
    }
    return plain(value) ? Html.escaped(value.toString()) : value.toString();
  }

  private static boolean plain(Object value) {
    return value instanceof CharSequence || value instanceof Number || value instanceof Character;
  }

  // ---- where the places are --------------------------------------------------------------------

  private void parse() {
    int from = 0;
    int at = 0;
    boolean tag = false;
    String element = "";
    String attribute = "";
    boolean quoted = false;
    while (at < template.length()) {
      if (template.startsWith("{}", at)) {
        refuseIf(element.equals("script") || element.equals("style"), "in a script or style sheet");
        refuseIf(tag && !quoted && !between(at), "in a name or without quotes");
        literals.add(template.substring(from, at));
        places.add(!tag ? Place.TEXT : quoted ? place(attribute) : Place.TAG);
        at += 2;
        from = at;
        continue;
      }
      char c = template.charAt(at);
      if (!tag && c == '<') {
        refuseIf(template.startsWith("<!--", at), "with a comment");
        tag = true;
        element = nameAt(at + 1);
      } else if (tag && !quoted && c == '>') {
        tag = false;
      } else if (tag && c == '"') {
        quoted = !quoted;
        attribute = quoted ? attributeBefore(at) : "";
      } else {
        refuseIf(tag && !quoted && c == '\'', "with single quotes");
      }
      at++;
    }
    refuseIf(tag, "that ends within a tag");
    literals.add(template.substring(from));
  }

  /** Whether an attribute can begin there: after a quote or a name, before a space or the end. */
  private boolean between(int at) {
    char after = at + 2 < template.length() ? template.charAt(at + 2) : ' ';
    char before = template.charAt(at - 1);
    return (after == '>' || after == ' ' || template.startsWith("{}", at + 2))
        && before != '='
        && before != '<'
        && before != '/'
        && before != ' ';
  }

  /** "p"; of an end tag "/p". */
  private String nameAt(int from) {
    int to = from;
    while (to < template.length() && " >\n{".indexOf(template.charAt(to)) < 0) {
      to++;
    }
    return template.substring(from, to).toLowerCase(Locale.ROOT);
  }

  private String attributeBefore(int quote) {
    refuseIf(template.charAt(quote - 1) != '=', "with a quote outside of a value");
    int from = quote - 1;
    while (" \n".indexOf(template.charAt(from - 1)) < 0) {
      from--;
    }
    return template.substring(from, quote - 1);
  }

  private void refuseIf(boolean wrong, String why) {
    if (wrong) {
      throw new IllegalArgumentException("no template " + why + ": " + template);
    }
  }
}
