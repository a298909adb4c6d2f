package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.lab.doctor.Doctor;
import org.collapsar.lab.doctor.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** What is on this machine, and what is wrong. */
@Command(
    name = "doctor",
    description =
        "Check JDK, CPU, OpenBLAS, modules, data, disk and fonts, and tell what is wrong and how to"
            + " mend it. The exit code is 1 if something is wrong.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  collapsar doctor", "  collapsar doctor --json"})
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private DataOptions data;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  DoctorCommand() {}

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    Doctor doctor = new Doctor(data.directory(terminal), terminal.directory(), System.getenv());
    List<Finding> findings = doctor.examine();
    if (main.json()) {
      main.print(Doctor.json(findings));
    } else {
      print(terminal.out(), findings);
    }
    return findings.stream().anyMatch(Finding::wrong) ? Exit.FAILED : Exit.DONE;
  }

  private static void print(PrintStream out, List<Finding> findings) {
    String last = "";
    long wrong = findings.stream().filter(Finding::wrong).count();
    for (Finding finding : findings) {
      out.printf(
          "%-19s %s%n", finding.topic().equals(last) ? "" : finding.topic(), finding.found());
      if (finding.wrong()) {
        out.printf("%-19s WRONG: %s%n", "", finding.advice());
      }
      last = finding.topic();
    }
    out.println(
        wrong == 0
            ? "Nothing is wrong."
            : wrong == 1 ? "1 thing is wrong." : wrong + " things are wrong.");
  }
}
