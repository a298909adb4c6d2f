package org.collapsar.lab.cli;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.LabelRules;
import org.collapsar.files.Shaping;
import org.collapsar.files.TableRules;
import org.collapsar.files.text.TextOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How tables of features are read, where their content leaves a choice. */
final class TableOptions {
  @Option(
      names = "--header",
      paramLabel = "yes|no|N",
      description = "Whether tables of text have a header, or of how many lines (default: judge).")
  private @Nullable String header;

  @Option(
      names = "--skip-columns",
      paramLabel = "NAME",
      split = ",",
      description =
          "Columns of text that are no features, by name or number from 0, separated by commas;"
              + " none keeps also an index.")
  private List<String> skipColumns = List.of();

  @Option(
      names = "--join",
      description =
          "Make one table of all files of a glob, in natural order, and of their labels; also:"
              + " FILE+FILE.")
  private boolean join;

  @ArgGroup private DeepOptions deep = new DeepOptions();

  /** What becomes of more than two dimensions. */
  static final class DeepOptions {
    @Option(
        names = "--pool",
        paramLabel = "mean",
        description =
            "Take the mean of [n x C x H x W] over H x W, of [n x T x D] over T; channels-first or"
                + " channels-last say where D is.")
    private @Nullable String pool;

    @Option(names = "--flatten", description = "Take all numbers of a sample as its features.")
    private boolean flatten;

    Shaping shaping() {
      return flatten ? Shaping.FLATTEN : pool == null ? Shaping.NONE : Shaping.pool(pool);
    }
  }

  /** What becomes of more than two dimensions. */
  Shaping shaping() {
    return deep.shaping();
  }

  /**
   * How tables and labels are read.
   *
   * @param labelColumn the column of a table of text that is the labels
   * @throws BadInputException if something is none of what can be said
   */
  TableRules rules(@Nullable String labelColumn, LabelRules labels) {
    TextOptions text =
        new TextOptions(
            header == null ? TextOptions.BY_CONTENT : TextOptions.headerLines(header),
            skipColumns.stream().map(String::strip).toList(),
            labelColumn);
    return new TableRules(text, shaping(), labels, join);
  }
}
