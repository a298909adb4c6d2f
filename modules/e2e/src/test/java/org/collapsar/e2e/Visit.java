package org.collapsar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/** A page in the browser, and what it complained of and asked for since it was opened. */
final class Visit implements AutoCloseable {
  /** Milliseconds: no test measures time, a busy machine is slow. */
  private static final double PATIENCE = 180_000;

  private final BrowserContext context;
  private final String address;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  final Page page;

  Visit(BrowserContext context, MadePage made) {
    this.context = context;
    address = made.file().toUri().toString();
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

  /** Whether the page has nothing to complain of, and asked for nothing but itself. */
  void assertQuiet() {
    assertThat(complaints).as("errors of " + address).isEmpty();
    assertThat(requests)
        .as("requests of " + address)
        .contains(address)
        .allMatch(url -> url.equals(address) || url.startsWith("data:") || url.startsWith("blob:"));
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
    for (int i = 0; i < 1000 && !holds(condition); i++) {
      page.waitForTimeout(50);
    }
    assertThat(holds(condition)).as(condition).isTrue();
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
