package org.collapsar.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The browser of the tests, one for all of them: the Chromium of this machine, whose place {@code
 * CHROMIUM} may say. Nothing is downloaded.
 */
final class Chromium implements AutoCloseable {
  private static final List<String> USUAL =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium() {
    Path program = program();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    // No sandbox, which root cannot have: the pages are our own and load nothing.
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setChromiumSandbox(false));
  }

  private static Path program() {
    String said = System.getenv("CHROMIUM");
    List<String> places = said == null ? USUAL : List.of(said);
    return places.stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "expected Chromium at one of "
                        + places
                        + ", found none: apt-get install chromium, or set CHROMIUM"));
  }

  /** Opens a page in a profile of its own. */
  Visit open(MadePage page, Browser.NewContextOptions options) {
    String address = page.file().toUri().toString();
    return new Visit(browser.newContext(options), address, address);
  }

  /** Opens a page of a server, which may ask that server for more. */
  Visit open(Served server, String path, Browser.NewContextOptions options) {
    return new Visit(browser.newContext(options), server.url() + path, server.url());
  }

  /** Opens a page at this width, in the light form. */
  Visit open(MadePage page, int width) {
    return open(page, new Browser.NewContextOptions().setViewportSize(width, 900));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /** Gives tests the browser, and the pages. Both are made when the first test asks for them. */
  static final class Given implements ParameterResolver {
    private static final ExtensionContext.Namespace OURS =
        ExtensionContext.Namespace.create(Chromium.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return List.of(Chromium.class, MadePages.class).contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      ExtensionContext.Store store = context.getRoot().getStore(OURS);
      Class<?> type = parameter.getParameter().getType();
      return store
          .getOrComputeIfAbsent(
              type,
              key -> new Holder(key == Chromium.class ? new Chromium() : new MadePages()),
              Holder.class)
          .it();
    }
  }

  /** Is closed with the store. */
  private record Holder(AutoCloseable it)
      implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    @Override
    public void close() throws Exception {
      it.close();
    }
  }
}
