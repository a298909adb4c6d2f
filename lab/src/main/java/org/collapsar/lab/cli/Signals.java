package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.List;
import org.collapsar.lab.run.Interruption;
import sun.misc.Signal;

/**
 * Ctrl-C and kill: the first asks training to stop after its step and to write a checkpoint; where
 * nothing can be saved, and the second time, the process ends at once.
 */
final class Signals {
  private Signals() {}

  // Shutdown hooks cannot see a second signal, so that this needs the JDK's own class.
  static void install(Interruption interruption, PrintStream err) {
    for (String name : List.of("INT", "TERM")) {
      try {
        Signal.handle(new Signal(name), signal -> interrupted(interruption, err));
      } catch (IllegalArgumentException e) {
        // Started with -Xrs, or by a parent that ignores this signal: then that stays so.
        continue;
      }
    }
  }

  private static void interrupted(Interruption interruption, PrintStream err) {
    if (interruption.request()) {
      err.println("\ninterrupted: writing a checkpoint (press again to end at once)");
      return;
    }
    Runtime.getRuntime().halt(Exit.INTERRUPTED);
  }
}
