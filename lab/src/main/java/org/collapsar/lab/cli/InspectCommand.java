package org.collapsar.lab.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.lab.inspect.InspectJob;
import org.collapsar.lab.inspect.InspectJson;
import org.collapsar.lab.inspect.InspectedFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Says what is in files. */
@Command(
    name = "inspect",
    description =
        "Describe the arrays in files: names, shapes, types, the first three numbers and the sum of"
            + " each, and how measure would read it. Formats: ${bundle:formats}.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar inspect features.npz",
      "  collapsar inspect model.safetensors:fc.weight",
      "  collapsar inspect 'epoch-*.npy' --json",
      "%nThe sum is over all numbers of an array. Numbers and sums are in double, as in measure:"
          + " exact, except whole numbers above 2^53. The last dimension varies fastest."
    })
final class InspectCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "PATH, PATH:MEMBER or a glob in quotes.")
  private List<String> files;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  InspectCommand() {}

  @Override
  public Integer call() {
    List<InspectedFile> inspected =
        InspectJob.run(files.stream().map(f -> main.terminal().argument("FILE", f)).toList());
    if (main.json()) {
      main.print(InspectJson.document(inspected));
    } else {
      InspectText.print(inspected, main.terminal().out());
    }
    return InspectJob.refusal(inspected) == null ? Exit.DONE : Exit.WRONG_USE;
  }
}
