package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.modules.ModuleInfo;
import org.collapsar.modules.ModuleState;
import org.collapsar.modules.Modules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The modules that are fetched on demand. */
@Command(
    name = "modules",
    description =
        "List, fetch and remove modules, the parts with heavy libraries that are fetched on"
            + " demand.",
    mixinStandardHelpOptions = true,
    subcommands = {ModulesCommand.AddCommand.class, ModulesCommand.RemoveCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar modules",
      "  collapsar modules add hdf5",
      "  COLLAPSAR_MODULES=hdf5 collapsar measure --features h.h5:layer4 --labels y.npy"
    })
final class ModulesCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  ModulesCommand() {}

  @Override
  public Integer call() {
    print(main, states());
    return Exit.DONE;
  }

  private static Map<String, ModuleState> states() {
    Map<String, ModuleState> states = new TreeMap<>();
    Modules.ALL.forEach(module -> states.put(module.name(), Modules.state(module)));
    return states;
  }

  private static void print(Main main, Map<String, ModuleState> states) {
    if (main.json()) {
      ObjectNode document = DocumentType.MODULES.begin();
      ArrayNode list = document.putArray("modules");
      for (ModuleInfo module : Modules.ALL) {
        list.addObject()
            .put("name", module.name())
            .put("asks", module.asks())
            .put("megabytes", module.megabytes())
            .put("state", states.getOrDefault(module.name(), ModuleState.ABSENT).id());
      }
      main.print(document);
      return;
    }
    PrintStream out = main.terminal().out();
    for (ModuleInfo module : Modules.ALL) {
      out.printf(
          "%-10s %5d MB  %-8s %s%n",
          module.name(),
          module.megabytes(),
          states.getOrDefault(module.name(), ModuleState.ABSENT).id(),
          module.asks());
    }
    Path library = Launcher.library();
    if (library != null) {
      out.println(
          "A module is a directory of jars, "
              + library.resolve("NAME")
              + ". In a clone of the sources `mvn -Dquick -Pdist,NAME package`"
              + " makes modules/NAME/target/collapsar-NAME-VERSION.zip; unzip it in "
              + library.resolve("../..").normalize()
              + ".");
    }
  }

  /** The modules of these names. */
  private static List<ModuleInfo> named(List<String> names) {
    return names.stream().map(Modules::named).distinct().toList();
  }

  /**
   * The directory of finished modules in a source tree.
   *
   * @throws BadInputException where there is none
   */
  private static Path built(String command) {
    Path script = Launcher.script();
    if (script != null) {
      return script.resolveSibling("target").resolve("modules");
    }
    Path library = Launcher.library();
    throw new BadInputException(
        "modules "
            + command
            + ": works only in a clone of the sources, found "
            + (library == null
                ? "no launcher; modules are what is on the class path"
                : "a distribution; there a module is the directory "
                    + library.resolve("NAME")
                    + " (collapsar modules says more)"));
  }

  /** modules add. */
  @Command(
      name = "add",
      description = "Fetch and build modules, which are loaded from then on.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = "  collapsar modules add hdf5")
  static final class AddCommand implements Callable<Integer> {
    @ParentCommand private ModulesCommand parent;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "names in collapsar modules")
    private List<String> names = List.of();

    // picocli fills in the rest.
    @SuppressWarnings("NullAway.Init")
    AddCommand() {}

    @Override
    public Integer call() {
      List<ModuleInfo> missing = new ArrayList<>(named(names));
      missing.removeIf(m -> Modules.state(m) == ModuleState.PRESENT);
      if (missing.isEmpty()) {
        print(parent.main, states());
        return Exit.DONE;
      }
      built("add");
      List<String> list = parent.main.json() ? List.of("modules", "--json") : List.of("modules");
      return Launcher.startAgain(missing, list);
    }
  }

  /** modules remove. */
  @Command(
      name = "remove",
      description = "Remove built modules. Libraries that Maven fetched stay in its repository.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = "  collapsar modules remove hdf5")
  static final class RemoveCommand implements Callable<Integer> {
    @ParentCommand private ModulesCommand parent;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "names in collapsar modules")
    private List<String> names = List.of();

    // picocli fills in the rest.
    @SuppressWarnings("NullAway.Init")
    RemoveCommand() {}

    @Override
    public Integer call() {
      Path built = built("remove");
      Map<String, ModuleState> states = states();
      for (ModuleInfo module : named(names)) {
        remove(built, module.name());
        states.put(module.name(), ModuleState.ABSENT);
      }
      print(parent.main, states);
      return Exit.DONE;
    }

    private static void remove(Path built, String name) {
      if (!Files.isDirectory(built)) {
        return;
      }
      try (DirectoryStream<Path> places = Files.newDirectoryStream(built, name + "-*")) {
        for (Path place : places) {
          removeTree(place);
        }
      } catch (IOException e) {
        throw new FailedException("cannot remove the module " + name + ": " + e.getMessage(), e);
      }
    }

    private static void removeTree(Path place) throws IOException {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(place)) {
        files = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
