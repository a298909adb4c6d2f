package org.collapsar.lab.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.collapsar.lab.figure.Axis;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** The axes of the pages' script axes.js. */
final class ScriptedAxes implements AutoCloseable {
  private static final String NAME = "axes.js";

  private final Context context;
  private final Scriptable global;
  private final Scriptable axes;

  ScriptedAxes() throws IOException {
    context = Context.enter();
    context.setLanguageVersion(Context.VERSION_ES6);
    global = context.initStandardObjects();
    evaluate("var window = {};");
    evaluate(script());
    axes = (Scriptable) evaluate("window.collapsarAxes");
  }

  private static String script() throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream(NAME)) {
      String script =
          new String(Objects.requireNonNull(in, NAME).readAllBytes(), StandardCharsets.UTF_8);
      // Rhino gives a const in a loop its first value for ever.
      return script.replace("const ", "let ");
    }
  }

  private Object evaluate(String script) {
    return context.evaluateString(global, script, NAME, 1, null);
  }

  /** The same as {@link Axis#of}; the script has logarithms of what is on a logarithmic axis. */
  Axis of(double least, double greatest, boolean logarithmic) {
    Object[] arguments = {least, greatest};
    Scriptable axis =
        (Scriptable)
            ScriptableObject.callMethod(axes, logarithmic ? "logAxis" : "linearAxis", arguments);
    List<Axis.Tick> ticks = new ArrayList<>();
    for (Object each : (NativeArray) ScriptableObject.getProperty(axis, "ticks")) {
      Scriptable tick = (Scriptable) each;
      ticks.add(
          new Axis.Tick(
              number(tick, "at"), Context.toString(ScriptableObject.getProperty(tick, "text"))));
    }
    return new Axis(number(axis, "from"), number(axis, "to"), logarithmic, ticks);
  }

  /** Without the sign that a zero may have in JavaScript. */
  private static double number(Scriptable object, String key) {
    return Context.toNumber(ScriptableObject.getProperty(object, key)) + 0.0;
  }

  @Override
  public void close() {
    Context.exit();
  }
}
