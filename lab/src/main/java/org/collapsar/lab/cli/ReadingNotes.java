package org.collapsar.lab.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was decided and left out in reading files, each once, and what is most likely wrong. */
final class ReadingNotes {
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  synchronized void note(String line) {
    notes.add(line);
  }

  synchronized void warning(String line) {
    warnings.add(line);
  }

  /** All of them, for documents. */
  List<String> all() {
    List<String> all = new ArrayList<>(notes);
    warnings.forEach(line -> all.add("warning: " + line));
    return all;
  }

  /** Warnings to standard error; the rest above the numbers, or in their document. */
  void print(Terminal terminal, boolean json) {
    if (!json && !notes.isEmpty()) {
      notes.forEach(terminal.out()::println);
      terminal.out().println();
    }
    warnings.forEach(line -> terminal.err().println("warning: " + line));
  }
}
