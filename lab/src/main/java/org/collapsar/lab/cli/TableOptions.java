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
      description =
          "Header of tables of text: yes, no or its number of lines (default: judged by content).")
  private @Nullable String header;

  @Option(
      names = "--skip-columns",
      paramLabel = "NAME",
      split = ",",
      description =
          "Columns of a table of text that are not features, by name or by number from 0, separated"
              + " by commas; none keeps even an index.")
  private List<String> skipColumns = List.of();

  @Option(
      names = "--join",
      description =
          "Join all files of a glob, in natural order, to one table, and their labels likewise;"
              + " FILE+FILE does the same.")
  private boolean join;

  @ArgGroup private DeepOptions deep = new DeepOptions();

  /** What becomes of more than two dimensions. */
  static final class DeepOptions {
    @Option(
        names = "--pool",
        paramLabel = "mean",
        description =
            "Take the mean of [n x C x H x W] over H x W, or of [n x T x D] over T. In place of"
                + " mean, channels-first or channels-last names the place of D.")
    private @Nullable String pool;

    @Option(
        names = "--flatten",
        description = "Take all numbers of a sample, [n x C x H x W] for example, as its features.")
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
