package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.job.ExperimentJob;
import org.collapsar.lab.run.Estimate;
import picocli.CommandLine.Option;

/** Estimates in place of runs. */
final class EstimateOption {
  @Option(
      names = "--estimate",
      description =
          "Time the first steps, print what all runs will take, and start nothing. Fetches no data"
              + " and writes no file.")
  boolean wanted;

  /** Prints the estimates of experiments, each as soon as it is known. */
  int print(Main main, ExperimentJob job, Collection<Sweep> sweeps) {
    ObjectNode document = DocumentType.ESTIMATE.begin();
    ArrayNode list = document.putArray("estimates");
    for (Sweep sweep : sweeps) {
      ObjectNode json = list.addObject().put("experiment", sweep.id());
      List<String> unfetched = job.unfetched(sweep);
      String line;
      if (unfetched.isEmpty()) {
        Estimate estimate = job.estimate(sweep);
        if (main.interruption().requested()) {
          return Exit.INTERRUPTED;
        }
        json.setAll(estimate.json());
        line = estimate.line();
      } else {
        String because = because(unfetched);
        json.put("undefined", because);
        line = "no estimate, " + because;
      }
      if (!main.json()) {
        main.terminal().out().println((sweeps.size() == 1 ? "" : sweep.id() + ": ") + line);
      }
    }
    if (main.json()) {
      main.print(document);
    }
    return Exit.DONE;
  }

  private static String because(List<String> unfetched) {
    String names = String.join(" ", unfetched);
    return "because "
        + String.join(" and ", unfetched)
        + (unfetched.size() == 1 ? " is" : " are")
        + " not fetched yet: collapsar data fetch "
        + names
        + " fetches "
        + (unfetched.size() == 1 ? "it" : "them");
  }
}
