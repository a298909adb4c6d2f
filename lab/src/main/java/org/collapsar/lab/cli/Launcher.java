package org.collapsar.lab.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.collapsar.FailedException;
import org.collapsar.modules.MissingModuleException;
import org.collapsar.modules.ModuleInfo;
import org.collapsar.modules.Modules;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * The script that started this process, by what it says in system properties.
 *
 * <p>It has given its place to Java (exec), so that nobody is left who could start the program
 * again with a module that turned out to be missing. This process does: it calls the script with
 * the same arguments and the module in COLLAPSAR_MODULES, hands signals on, and ends with its exit
 * code. Standard input and output are inherited. So is standard error; it passes through the filter
 * of this process's script, which is no terminal, and therefore is opened anew where it is one.
 */
final class Launcher {
  /** Property: somebody can be asked, since standard input and error are a terminal. */
  private static final String ASKS = "collapsar.asks";

  private static final String MODULES = "COLLAPSAR_MODULES";

  private Launcher() {}

  /** The script of a source tree, or null where nothing can be built. */
  static @Nullable Path script() {
    String script = System.getProperty(Modules.LAUNCHER);
    return script == null ? null : Path.of(script);
  }

  static boolean canBuild() {
    return script() != null;
  }

  /**
   * How this program is started again: by its script, or by the same Java with the same class path.
   */
  static List<String> command() {
    Path script = script();
    if (script != null) {
      return List.of(script.toString());
    }
    List<String> command = new ArrayList<>();
    command.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    // The incubator module is no input argument of every JVM.
    command.add("--add-modules");
    command.add("jdk.incubator.vector");
    command.add("-cp");
    command.add(System.getProperty("java.class.path", ""));
    command.add(Main.class.getName());
    return List.copyOf(command);
  }

  /** The lib of a distribution, or null. */
  static @Nullable Path library() {
    String library = System.getProperty(Modules.LIBRARY);
    return library == null ? null : Path.of(library);
  }

  /** Asks whether to fetch a module; no where nobody can be asked. */
  static boolean asks(MissingModuleException missing, InputStream in, PrintStream err) {
    if (System.getProperty(ASKS) == null) {
      return false;
    }
    err.print("collapsar: " + missing.need() + ". Fetch it now? [y/N] ");
    err.flush();
    String answer = line(in).strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  /** No reader with a buffer: what follows the line belongs to the process that is started. */
  private static String line(InputStream in) {
    StringBuilder line = new StringBuilder();
    try {
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        line.append((char) c);
      }
    } catch (IOException e) {
      return "";
    }
    return line.toString();
  }

  /**
   * Builds modules and runs a command line with them.
   *
   * @return the exit code
   * @throws FailedException if this process was already started for one of them, or the script
   *     cannot be started
   */
  static int startAgain(List<ModuleInfo> modules, List<String> arguments) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : System.getenv().getOrDefault(MODULES, "").split("[, ]+", -1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    for (ModuleInfo module : modules) {
      if (!names.add(module.name())) {
        throw new FailedException(
            "the module " + module.name() + " is loaded, and yet it was asked for");
      }
    }
    List<String> command = new ArrayList<>();
    command.add(String.valueOf(script()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put(MODULES, String.join(",", names));
    String descriptor = System.getProperty(StandardError.DESCRIPTOR);
    if (descriptor != null && StandardError.terminalColumns().isPresent()) {
      builder.redirectError(ProcessBuilder.Redirect.appendTo(new File("/dev/fd/" + descriptor)));
    }
    CompletableFuture<Process> child = new CompletableFuture<>();
    handSignalsOn(child);
    try {
      Process process = builder.start();
      child.complete(process);
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException e) {
          continue; // nobody interrupts the main thread; if somebody does, there is nothing to save
        }
      }
    } catch (IOException e) {
      child.completeExceptionally(e);
      throw new FailedException("cannot start " + command.get(0) + ": " + e.getMessage(), e);
    }
  }

  /**
   * What a terminal sends (Ctrl-C) reaches every process of the group, so that one more would count
   * as the second, which ends without a checkpoint.
   */
  private static void handSignalsOn(CompletableFuture<Process> child) {
    boolean terminal = hasTerminal();
    for (String name : List.of("INT", "TERM", "HUP")) {
      boolean sentByTerminal = terminal && name.equals("INT");
      try {
        Signal.handle(
            new Signal(name),
            signal -> {
              // What the terminal sent before there was a child has reached nobody else.
              if (!sentByTerminal || !child.isDone()) {
                handOn(signal.getName(), child);
              }
            });
      } catch (IllegalArgumentException e) {
        continue; // as in Signals
      }
    }
  }

  /** Waits for the start of the child; where it cannot be started there is nobody to tell. */
  private static void handOn(String signal, CompletableFuture<Process> child) {
    child.thenAccept(process -> send(signal, process.pid())).exceptionally(e -> null).join();
  }

  /** Whether the process has a controlling terminal, whatever its streams are. */
  private static boolean hasTerminal() {
    try (InputStream in = Files.newInputStream(Path.of("/dev/tty"))) {
      return in != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static void send(String signal, long process) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process).inheritIO().start();
    } catch (IOException e) {
      throw new IllegalStateException("cannot hand on SIG" + signal, e);
    }
  }
}
