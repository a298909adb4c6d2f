package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A page in the browser, and what it complained of and asked for since it was opened. */
final class Visit implements AutoCloseable {
  /** Milliseconds: no test measures time, a busy machine is slow. */
  private static final double PATIENCE = 180_000;

  private final BrowserContext context;
  private final String address;
  private final String own;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  final Page page;

  /**
   * @param address of the page
   * @param own how addresses begin that the page may ask for
   */
  Visit(BrowserContext context, String address, String own) {
    this.context = context;
    this.address = address;
    this.own = own;
    context.setDefaultTimeout(PATIENCE);
    context.setDefaultNavigationTimeout(PATIENCE);
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(request -> requests.add(request.url()));
    page.navigate(address);
  }

  /** Whether the page has nothing to complain of, and asked for nothing but its own. */
  void assertQuiet() {
    assertQuietBut("nothing");
  }

  /**
   * The same where the browser says by itself that a server did not answer.
   *
   * @param expected a regular expression that is found in such a line
   */
  void assertQuietBut(String expected) {
    assertThat(complaints)
        .as("errors of " + address)
        .allMatch(line -> Pattern.compile(expected).matcher(line).find());
    assertThat(requests)
        .as("requests of " + address)
        .isNotEmpty()
        .allMatch(url -> url.startsWith(own) || url.startsWith("data:") || url.startsWith("blob:"));
  }

  /** Opens everything that is folded. */
  void unfold() {
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
  }

  String text(String script) {
    return String.valueOf(page.evaluate(script));
  }

  boolean holds(String script) {
    return Boolean.TRUE.equals(page.evaluate(script));
  }

  /**
   * Waits until a condition holds; the browser's own way to wait needs eval, which pages forbid.
   */
  void await(String condition) {
    boolean met = false;
    for (int i = 0; i < 1000 && !met; i++) {
      page.waitForTimeout(50);
      try {
        met = holds(condition);
      } catch (PlaywrightException e) {
        // Another page takes the place of this one just now.
        if (!String.valueOf(e.getMessage()).contains("Execution context was destroyed")) {
          throw e;
        }
      }
    }
    assertThat(met).as(condition).isTrue();
  }

  /** The strings that a script makes a list of. */
  List<String> list(String script) {
    List<String> all = new ArrayList<>();
    for (Object each : (List<?>) page.evaluate(script)) {
      all.add(String.valueOf(each));
    }
    return all;
  }

  @Override
  public void close() {
    context.close();
  }
}
