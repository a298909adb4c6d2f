package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.live.LiveServer;
import org.collapsar.lab.live.ServeSettings;
import org.collapsar.modules.Modules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows runs while they train, and takes features of networks that train elsewhere. */
@Command(
    name = "serve",
    description =
        "Show runs in the browser while they train, and take features of networks that train"
            + " elsewhere.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar serve --open",
      "  collapsar serve runs --port 0 --json",
      "%nThe server listens on this machine alone. Changes demand the token that it prints."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int DEFAULT_PORT = 8470;
  private static final int MOST = 65535;

  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description =
          "Directories with runs (default: runs). Runs that are trained elsewhere are written below"
              + " the first.")
  private List<String> directories = List.of();

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "Port (default: 8470); 0 takes any that is free.")
  private int port = DEFAULT_PORT;

  @Option(names = "--open", description = "Open the page in the browser.")
  private boolean open;

  @Option(
      names = "--host",
      paramLabel = "ADDR",
      description =
          "Address to listen on, for other machines. Reading demands the token, too, then.")
  private @Nullable String host;

  @Option(names = "--private", description = "Demand the token for reading, too.")
  private boolean closed;

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description = "Name by which a proxy is called, with its port if it has one; repeatable.")
  private List<String> allowedHosts = List.of();

  @Option(
      names = "--allow-path",
      paramLabel = "DIR",
      description =
          "Take files below this directory by their path, without an upload; not with --host.")
  private @Nullable String allowedPath;

  @Option(names = "--keep", description = "Keep uploaded features once they are measured.")
  private boolean keep;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    ServeSettings settings = settings();
    Modules.require(Modules.SERVE, "serve");
    LiveServer server = Modules.services(LiveServer.class).get(0);
    try (LiveServer.Running running = server.start(settings)) {
      say(running, settings.directories());
      if (open) {
        browse(running);
      }
      running.await();
    }
    return Exit.DONE;
  }

  private ServeSettings settings() {
    if (port < 0 || port > MOST) {
      throw new BadInputException(
          "--port: expected a whole number from 0 to " + MOST + ", found " + port);
    }
    if (host != null && allowedPath != null) {
      throw new BadInputException("--allow-path and --host exclude each other");
    }
    Terminal terminal = main.terminal();
    List<String> named = directories.isEmpty() ? List.of("runs") : directories;
    return new ServeSettings(
        named.stream().map(terminal::resolve).map(Path::toAbsolutePath).toList(),
        port,
        host == null ? null : Terminal.named("--host", host),
        closed || host != null,
        allowedHosts,
        allowedPath == null ? null : terminal.resolve(allowedPath).toAbsolutePath(),
        keep,
        DataDirectory.resolve(null).of("serve"),
        Launcher.command(),
        main.threads());
  }

  private void say(LiveServer.Running running, List<Path> shown) {
    PrintStream out = main.terminal().out();
    if (main.json()) {
      ObjectNode document =
          DocumentType.SERVE.begin().put("url", running.url()).put("token", running.token());
      ArrayNode list = document.putArray("directories");
      shown.forEach(directory -> list.add(directory.toString()));
      out.println(document);
    } else {
      shown.forEach(directory -> out.println("runs below " + directory));
      out.println("open       " + address(running));
      out.println("end        Ctrl-C; runs go on");
    }
    out.flush();
  }

  /** The fragment stays in the browser: no server and no log sees it. */
  private static String address(LiveServer.Running running) {
    return running.url() + "#token=" + running.token();
  }

  private void browse(LiveServer.Running running) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command =
        system.startsWith("windows")
            ? List.of("rundll32", "url.dll,FileProtocolHandler", address(running))
            : List.of(system.startsWith("mac") ? "open" : "xdg-open", address(running));
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      main.terminal().err().println("collapsar: --open: no browser can be started here");
    }
  }
}
