package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.Machine;
import org.collapsar.modules.MissingModuleException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line {@code collapsar}. */
@Command(
    name = "collapsar",
    description =
        "A neural-collapse laboratory: reproduces figures, trains, measures, certifies, reports.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar reproduce                 the headline figures, in minutes",
      "  collapsar reproduce --data digits   the same on built-in data",
      "  collapsar train wu2025-fig1a --set train.epochs=3 --out runs/short",
      "  collapsar measure --features h.npy --labels y.npy"
    })
public final class Main implements Runnable {
  /** In the order of help. */
  private static final List<String> COMMANDS =
      List.of(
          "reproduce",
          "presets",
          "train",
          "sweep",
          "resume",
          "report",
          "compare",
          "verify",
          "serve",
          "measure",
          "features",
          "inspect",
          "export",
          "certify",
          "separability",
          "data",
          "modules",
          "doctor");

  private final Terminal terminal;
  private final Interruption interruption;
  private List<String> arguments = List.of();

  @Spec private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description = "Number of threads (default: one per core). Results do not depend on it.")
  private @Nullable Integer threads;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON document, and nothing else, on standard output.")
  private boolean json;

  @Option(
      names = "--yes",
      scope = ScopeType.INHERIT,
      description = "Fetch a missing module without asking ('collapsar modules' lists them).")
  private boolean yes;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean verbose;

  // picocli fills in the specification.
  @SuppressWarnings("NullAway.Init")
  Main(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  /**
   * Runs a command line and ends the process with its exit code.
   *
   * @param arguments as the shell gives them
   */
  public static void main(String[] arguments) {
    StandardError.connect();
    Interruption interruption = new Interruption();
    Terminal terminal = Terminal.ofProcess();
    Signals.install(interruption, terminal.err());
    System.exit(run(terminal, interruption, arguments));
  }

  /** Runs a command line; returns its exit code. */
  static int run(Terminal terminal, Interruption interruption, String... arguments) {
    Main main = new Main(terminal, interruption);
    main.arguments = List.of(arguments);
    boolean wantsJson = Arrays.asList(arguments).contains("--json");
    CommandLine command =
        withCommands(new CommandLine(main), arguments)
            .setResourceBundle(new HelpWords())
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
            .setExecutionStrategy(Main::runLast)
            .setParameterExceptionHandler(
                (e, args) -> main.fail(Exit.WRONG_USE, UsageErrors.message(e), e, wantsJson))
            .setExecutionExceptionHandler((e, cmd, result) -> main.failed(e, wantsJson));
    int exitCode;
    try {
      exitCode = command.execute(arguments);
    } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
      exitCode = main.failed(e, wantsJson);
    }
    command.getOut().flush();
    return main.wroteAll() ? exitCode : main.notAllWritten(exitCode);
  }

  private static int runLast(CommandLine.ParseResult parsed) {
    CommandLine last = parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
    if (!last.isUsageHelpRequested() && Exclusion.violated(last.getCommandSpec()).isPresent()) {
      throw new ParameterException(last, "options that exclude each other");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * Adds the command that the line begins with, or all where it begins otherwise: picocli reads the
   * annotations of whatever is added, and a short process has little else to do.
   */
  private static CommandLine withCommands(CommandLine line, String... arguments) {
    boolean one = arguments.length > 0 && COMMANDS.contains(arguments[0]);
    for (String name : one ? List.of(arguments[0]) : COMMANDS) {
      line.addSubcommand(command(name));
    }
    return line;
  }

  private static Object command(String name) {
    return switch (name) {
      case "reproduce" -> new ReproduceCommand();
      case "presets" -> new PresetsCommand();
      case "train" -> new TrainCommand();
      case "sweep" -> new SweepCommand();
      case "resume" -> new ResumeCommand();
      case "report" -> new ReportCommand();
      case "compare" -> new CompareCommand();
      case "verify" -> new VerifyCommand();
      case "serve" -> new ServeCommand();
      case "measure" -> new MeasureCommand();
      case "features" -> new FeaturesCommand();
      case "inspect" -> new InspectCommand();
      case "export" -> new ExportCommand();
      case "certify" -> new CertifyCommand();
      case "separability" -> new SeparabilityCommand();
      case "data" -> new DataCommand();
      case "modules" -> new ModulesCommand();
      case "doctor" -> new DoctorCommand();
      default -> throw new IllegalArgumentException("expected a command, found " + name);
    };
  }

  /** Printing never throws: whether all of it has gone out has to be asked. */
  private boolean wroteAll() {
    return !terminal.out().checkError();
  }

  /**
   * A document cut short must not look like a success. Behind a pipe there was a reader, such as
   * {@code head}, that has had enough: that is not worth a word.
   */
  private int notAllWritten(int exitCode) {
    if (!standardOutputIsPipe()) {
      terminal.err().println("collapsar: cannot write to standard output (is the disk full?)");
      terminal.err().flush();
    }
    return exitCode == Exit.DONE ? Exit.FAILED : exitCode;
  }

  private static boolean standardOutputIsPipe() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("pipe:");
    } catch (IOException | RuntimeException noSuchPlace) {
      return false;
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command, found none");
  }

  /** The command line that is running, as a shell takes it. */
  String commandLine() {
    return "./collapsar "
        + arguments.stream()
            .map(a -> a.matches("[\\w./:,=+@%-]+") ? a : "'" + a.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
  }

  Terminal terminal() {
    return terminal;
  }

  Interruption interruption() {
    return interruption;
  }

  boolean json() {
    return json;
  }

  Progress progress() {
    return Progress.on(terminal);
  }

  /** How many threads compute. */
  int threads() {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (threads < 1) {
      throw new BadInputException(
          "--threads: expected a whole number of at least 1, found " + threads);
    }
    // More only wait for each other. A machine of few cores may still try what a larger one does.
    int most = Math.max(64, 4 * Runtime.getRuntime().availableProcessors());
    if (threads > most) {
      throw new BadInputException("--threads: expected at most " + most + ", found " + threads);
    }
    return threads;
  }

  /** Prints the one document of {@code --json}. */
  void print(ObjectNode document) {
    terminal.out().print(JsonWriter.text(document));
    terminal.out().flush();
  }

  private int failed(Throwable e, boolean wantsJson) {
    if (e instanceof MissingModuleException missing && Launcher.canBuild()) {
      boolean fetch = yes || Launcher.asks(missing, System.in, terminal.err());
      if (fetch) {
        return startAgain(missing, wantsJson);
      }
    }
    if (e instanceof BadInputException) {
      return fail(Exit.WRONG_USE, String.valueOf(e.getMessage()), e, wantsJson);
    }
    if (e instanceof FailedException) {
      return fail(Exit.FAILED, String.valueOf(e.getMessage()), e, wantsJson);
    }
    if (e instanceof OutOfMemoryError) {
      String message =
          "not enough memory: give the JVM more (COLLAPSAR_JAVA_OPTS=-Xmx8g), or, when training,"
              + " lower network.width or data.samplesPerClass";
      return fail(Exit.FAILED, message, e, wantsJson);
    }
    String where = verbose ? "" : "; its stack trace is in " + writeTrace(e);
    return fail(Exit.FAILED, "internal error: " + oneLine(e.toString()) + where, e, wantsJson);
  }

  /** The same command line with the module; its exit code is ours. */
  private int startAgain(MissingModuleException missing, boolean wantsJson) {
    try {
      return Launcher.startAgain(List.of(missing.module()), arguments);
    } catch (FailedException e) {
      return fail(Exit.FAILED, String.valueOf(e.getMessage()), e, wantsJson);
    }
  }

  private int fail(int exitCode, String message, Throwable e, boolean wantsJson) {
    terminal.err().println("collapsar: " + oneLine(message));
    if (verbose) {
      terminal.err().print(trace(e));
    }
    terminal.err().flush();
    if (wantsJson) {
      print(DocumentType.ERROR.begin().put("exit_code", exitCode).put("error", oneLine(message)));
    }
    return exitCode;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String trace(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  private static String writeTrace(Throwable e) {
    try {
      Path file = Files.createTempFile("collapsar-error-", ".txt");
      return Files.writeString(file, trace(e)).toString();
    } catch (IOException | RuntimeException cannotWrite) {
      return "no file (the temporary directory cannot be written); --verbose prints it";
    }
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "collapsar " + Machine.version() + " (commit " + Machine.commit() + ")",
        "Java " + Runtime.version()
      };
    }
  }
}
