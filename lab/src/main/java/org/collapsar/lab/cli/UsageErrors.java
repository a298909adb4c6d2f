package org.collapsar.lab.cli;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.collapsar.NearestName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with a command line, in a line. picocli describes a violated group by the synopsis
 * of all of it, nested groups included; here the two arguments that meet are named, which its
 * argument specifications tell.
 */
final class UsageErrors {
  private UsageErrors() {}

  static String message(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    boolean ofGroups =
        e instanceof MutuallyExclusiveArgsException
            || e instanceof MaxValuesExceededException
            || e instanceof MissingParameterException;
    return Exclusion.violated(command)
        .or(() -> ofGroups ? inGroups(command.argGroups()) : Optional.empty())
        .orElseGet(() -> inOthers(e, command));
  }

  private static String inOthers(ParameterException e, CommandSpec command) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (e instanceof OverwrittenOptionException again) {
      return repeated(again.getOverwritten(), 2);
    }
    if (e instanceof UnmatchedArgumentException unmatched) {
      message = unknown(message, unmatched.getUnmatched().get(0), command);
    }
    String small = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    return small + " (" + command.qualifiedName() + " --help says more)";
  }

  /** An option that is not known takes its value with it, which picocli calls unknown as well. */
  private static String unknown(String message, String first, CommandSpec command) {
    if (!first.startsWith("-") && new File(first).exists()) {
      return "unexpected file '"
          + first
          + "': a glob that the shell has expanded has to be quoted, --features 'epoch-*.npy'";
    }
    if (!first.startsWith("-")) {
      return message + NearestName.hint(first, command.subcommands().keySet());
    }
    int value = first.indexOf('=');
    return "unknown option: '"
        + first
        + "'"
        + NearestName.hint(
            value < 0 ? first : first.substring(0, value), command.optionsMap().keySet());
  }

  private static Optional<String> inGroups(List<ArgGroupSpec> groups) {
    return Stream.<Function<ArgGroupSpec, @Nullable String>>of(
            UsageErrors::excluded, UsageErrors::repeated, UsageErrors::alone)
        .flatMap(rule -> all(groups).map(rule))
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static Stream<ArgGroupSpec> all(List<ArgGroupSpec> groups) {
    return groups.stream().flatMap(g -> Stream.concat(Stream.of(g), all(g.subgroups())));
  }

  /** Two arguments of which one is allowed. */
  private static @Nullable String excluded(ArgGroupSpec group) {
    if (!group.exclusive()) {
      return null;
    }
    List<ArgSpec> given = new ArrayList<>();
    group.args().stream().filter(UsageErrors::isGiven).forEach(given::add);
    for (ArgGroupSpec alternative : group.subgroups()) {
      all(List.of(alternative))
          .flatMap(nested -> nested.args().stream())
          .filter(UsageErrors::isGiven)
          .findFirst()
          .ifPresent(given::add);
    }
    if (given.size() < 2) {
      return null;
    }
    // Options come first: their names are known to the user.
    int first = given.get(0).isOption() ? 0 : 1;
    return excluded(given.get(first), given.get(1 - first));
  }

  /** What is said of two arguments of which one is allowed. */
  static String excluded(ArgSpec first, ArgSpec second) {
    return name(first) + " and " + name(second) + " exclude each other";
  }

  private static @Nullable String repeated(ArgGroupSpec group) {
    return group.args().stream()
        .filter(arg -> !arg.isMultiValue() && arg.originalStringValues().size() > 1)
        .findFirst()
        .map(arg -> repeated(arg, arg.originalStringValues().size()))
        .orElse(null);
  }

  private static String repeated(ArgSpec arg, int times) {
    return name(arg) + ": expected once, found " + times + " times";
  }

  /** An argument that needs another. */
  private static @Nullable String alone(ArgGroupSpec group) {
    if (group.exclusive()) {
      return null;
    }
    Optional<ArgSpec> given = group.args().stream().filter(UsageErrors::isGiven).findFirst();
    Optional<ArgSpec> missing =
        group.args().stream().filter(arg -> arg.required() && !isGiven(arg)).findFirst();
    if (given.isEmpty() || missing.isEmpty()) {
      return null;
    }
    return name(given.get()) + " needs " + name(missing.get());
  }

  static boolean isGiven(ArgSpec arg) {
    return !arg.originalStringValues().isEmpty();
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }
}
