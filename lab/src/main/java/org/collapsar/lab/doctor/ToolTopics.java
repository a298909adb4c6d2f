package org.collapsar.lab.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.collapsar.modules.Modules;

/** Programs that a clone of the sources needs; a distribution needs none. */
final class ToolTopics {
  private ToolTopics() {}

  static List<Finding> maven() throws InterruptedException {
    boolean needed = System.getProperty(Modules.LAUNCHER) != null;
    String found = firstLine("mvn", "-v").orElse(needed ? "none" : "none, nor is it needed here");
    return List.of(
        Finding.of(
            "maven",
            found,
            needed && found.equals("none"),
            "the launcher builds with it when sources change, and modules: install Maven 3.6.3 or"
                + " newer (Debian: apt-get install maven)"));
  }

  static List<Finding> git() throws InterruptedException {
    String found = firstLine("git", "--version").orElse("none: runs are recorded without a commit");
    return List.of(Finding.fine("git", found));
  }

  /** The first line that a program prints, without colours; empty if it does not run. */
  private static Optional<String> firstLine(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(1, TimeUnit.MINUTES);
      if (!ended || process.exitValue() != 0) {
        return Optional.empty();
      }
      return text.replaceAll("\u001b\\[[0-9;]*m", "").lines().findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
