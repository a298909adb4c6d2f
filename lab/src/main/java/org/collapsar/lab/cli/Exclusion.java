package org.collapsar.lab.cli;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Two sets of options, each as the classes that declare them, of which a line may hold one.
 *
 * <p>Nested groups of arguments say the same. But whenever picocli parses a line it writes out the
 * synopsis of every group with all that is nested in it, for a trace that nobody has asked for:
 * with five levels of groups that took as long as reading and checking the line.
 */
record Exclusion(List<Class<?>> one, List<Class<?>> other) {

  /** A command with such options. */
  interface Command {
    List<Exclusion> exclusions();
  }

  /** What is wrong with a line that has been parsed, if it holds options of both sets. */
  static Optional<String> violated(CommandSpec command) {
    return command.userObject() instanceof Command excluding
        ? excluding.exclusions().stream().flatMap(e -> e.message(command).stream()).findFirst()
        : Optional.empty();
  }

  /** Names the first of each set. */
  private Optional<String> message(CommandSpec command) {
    return given(command, one)
        .flatMap(first -> given(command, other).map(second -> UsageErrors.excluded(first, second)));
  }

  private static Optional<ArgSpec> given(CommandSpec command, List<Class<?>> classes) {
    return classes.stream()
        .flatMap(of -> command.args().stream().filter(arg -> isOf(arg, of)))
        .filter(UsageErrors::isGiven)
        .findFirst();
  }

  private static boolean isOf(ArgSpec arg, Class<?> of) {
    return arg.userObject() instanceof Field field && field.getDeclaringClass() == of;
  }
}
