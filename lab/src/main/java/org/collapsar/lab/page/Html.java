package org.collapsar.lab.page;

/** Text made safe for HTML. */
final class Html {

  private Html() {}

  /** Text for element content and for attributes in double quotes. */
  static String text(String raw) {
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

  /** JSON for a script element: nothing in it can end the element or open a comment. */
  static String json(String json) {
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }

  /** JavaScript of ours or of a library for a script element. */
  static String script(String code) {
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--");
  }

  /** A link to the address if it is one of the web, else just the text. */
  static String link(String address, String label) {
    return address.startsWith("https://") || address.startsWith("http://")
        ? "<a href=\"" + text(address) + "\" rel=\"noreferrer\">" + text(label) + "</a>"
        : text(label);
  }
}
