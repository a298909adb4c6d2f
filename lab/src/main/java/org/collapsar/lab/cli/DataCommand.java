package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSetInfo;
import org.collapsar.data.DataSets;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.ImageJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The data sets. */
@Command(
    name = "data",
    description = "List, fetch and describe data sets.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DataCommand.ListCommand.class,
      DataCommand.FetchCommand.class,
      DataCommand.InfoCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar data list",
      "  collapsar data fetch mnist --data-dir data",
      "  collapsar data info digits"
    })
final class DataCommand implements Runnable {
  @ParentCommand private Main main;

  @Spec private CommandSpec spec;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  DataCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected list, fetch or info, found none");
  }

  private static DataSetInfo info(String name) {
    if (!DataSets.names().contains(name)) {
      throw new BadInputException(
          "expected one of the data sets "
              + String.join(", ", DataSets.names())
              + ", found "
              + name
              + NearestName.hint(name, DataSets.names()));
    }
    return DataSets.info(name);
  }

  private static ObjectNode json(DataSetInfo info, DataDirectory directory) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", info.name())
            .put("title", info.title())
            .put("train_samples", info.trainSamples())
            .put("test_samples", info.testSamples())
            .put("dimension", info.dimension())
            .put("classes", info.classes());
    info.image().ifPresent(image -> json.set("image", ImageJson.of(image)));
    ArrayNode names = json.putArray("class_names");
    info.classNames().forEach(names::add);
    return json.put("built_in", info.builtIn())
        .put("present", DataSets.isPresent(info.name(), directory))
        .put("directory", info.builtIn() ? null : directory.of(info.name()).toString())
        .put("citation", info.citation())
        .put("url", info.url())
        .put("licence", info.licence());
  }

  /** data list. */
  @Command(
      name = "list",
      description = "List the data sets, and which are here.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = "  collapsar data list --json")
  static final class ListCommand implements Callable<Integer> {
    @ParentCommand private DataCommand parent;
    @Mixin private DataOptions options;

    // picocli fills in the rest.
    @SuppressWarnings("NullAway.Init")
    ListCommand() {}

    @Override
    public Integer call() {
      Main main = parent.main;
      DataDirectory directory = options.directory(main.terminal());
      ObjectNode document = DocumentType.DATA_LIST.begin();
      ArrayNode sets = document.putArray("data_sets");
      for (String name : DataSets.names()) {
        DataSetInfo info = DataSets.info(name);
        sets.add(json(info, directory));
        if (!main.json()) {
          String where =
              info.builtIn()
                  ? "built in"
                  : DataSets.isPresent(name, directory) ? "here" : "not fetched yet";
          main.terminal()
              .out()
              .printf(
                  "%-15s %6d + %5d samples, %3d classes  %-16s %s%n",
                  name,
                  info.trainSamples(),
                  info.testSamples(),
                  info.classes(),
                  where,
                  info.title());
        }
      }
      ArrayNode sources = document.putArray("sources");
      for (OtherData other : OtherData.values()) {
        sources.add(other.json());
        if (!main.json()) {
          main.terminal()
              .out()
              .printf("%-15s %-34s  %-16s %s%n", other.id(), "", other.where(), other.title());
        }
      }
      if (main.json()) {
        main.print(document);
      }
      return Exit.DONE;
    }
  }

  /** data fetch. */
  @Command(
      name = "fetch",
      description = "Fetch a data set and check it.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = "  collapsar data fetch mnist")
  static final class FetchCommand implements Callable<Integer> {
    @ParentCommand private DataCommand parent;
    @Mixin private DataOptions options;

    @Parameters(
        paramLabel = "NAME",
        description = "mnist, fashion-mnist, cifar10, cifar100, cifar100-coarse or digits")
    private String name;

    // picocli fills in the rest.
    @SuppressWarnings("NullAway.Init")
    FetchCommand() {}

    @Override
    public Integer call() {
      Main main = parent.main;
      DataSetInfo info = info(name);
      DataDirectory directory = options.directory(main.terminal());
      Path files = DataSets.fetch(name, directory, main.progress());
      if (main.json()) {
        ObjectNode document = DocumentType.DATA.begin();
        main.print(document.setAll(json(info, directory)));
      } else {
        main.terminal()
            .out()
            .println(files == null ? name + " is built in" : name + " is in " + files);
      }
      return Exit.DONE;
    }
  }

  /** data info. */
  @Command(
      name = "info",
      description = "Describe a data set: sizes, source, licence, where it is.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  collapsar data info mnist", "  collapsar data info separable"})
  static final class InfoCommand implements Callable<Integer> {
    @ParentCommand private DataCommand parent;
    @Mixin private DataOptions options;

    @Parameters(
        paramLabel = "NAME",
        description =
            "mnist, fashion-mnist, cifar10, cifar100, cifar100-coarse, digits, separable, files or"
                + " images")
    private String name;

    // picocli fills in the rest.
    @SuppressWarnings("NullAway.Init")
    InfoCommand() {}

    @Override
    public Integer call() {
      Main main = parent.main;
      OtherData other = OtherData.named(name);
      if (other != null) {
        return print(main, other);
      }
      DataSetInfo info = info(name);
      DataDirectory directory = options.directory(main.terminal());
      if (main.json()) {
        ObjectNode document = DocumentType.DATA.begin();
        main.print(document.setAll(json(info, directory)));
        return Exit.DONE;
      }
      PrintStream out = main.terminal().out();
      out.println(info.title());
      out.printf(
          "%d training and %d test samples, %d features%s, %d classes (%s)%n",
          info.trainSamples(),
          info.testSamples(),
          info.dimension(),
          info.image().map(image -> " (images of " + image + ")").orElse(""),
          info.classes(),
          String.join(", ", info.classNames()));
      out.println("from " + info.citation() + ", " + info.url() + " (" + info.licence() + ")");
      boolean present = DataSets.isPresent(name, directory);
      out.println(
          info.builtIn()
              ? "built in"
              : (present ? "in " : "not fetched yet; will be in ") + directory.of(name));
      return Exit.DONE;
    }

    private static int print(Main main, OtherData other) {
      if (main.json()) {
        ObjectNode document = DocumentType.DATA.begin();
        main.print(document.setAll(other.json()));
      } else {
        PrintStream out = main.terminal().out();
        out.println(other.title());
        other.keys().forEach((key, meaning) -> out.printf("  data.%-16s %s%n", key, meaning));
        out.println(other.note());
      }
      return Exit.DONE;
    }
  }
}
