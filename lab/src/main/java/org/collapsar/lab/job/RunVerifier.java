package org.collapsar.lab.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.claim.Claims;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepCell;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.Machine;
import org.collapsar.lab.run.RunDirectory;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunResult;
import org.collapsar.lab.run.TableComparison;

/**
 * Verifier that trains runs again from what their run.json says, each into a directory of its own,
 * and compares every table with the recorded one byte by byte. Configuration, seed, version and
 * kind of CPU decide every number, so that on the machine of the record nothing may differ.
 */
public final class RunVerifier {
  /** Of the provenance: what numbers can depend on. */
  private static final List<String> MACHINE =
      List.of("cpu", "blas", "blas_kernel", "java", "commit");

  private final ExperimentJob job;
  private final Interruption asked;

  /**
   * Prepares to verify by the means of a job.
   *
   * @param job trains
   * @param asked what the user's interruption is asked of
   */
  public RunVerifier(ExperimentJob job, Interruption asked) {
    this.job = job;
    this.asked = asked;
  }

  /**
   * Trains again and compares.
   *
   * @param recorded runs that were trained here, each with an epoch at least
   * @param below directory that the new runs are written below
   * @param first how many epochs are trained at most; all of the record's if empty
   * @return each run beside itself, with the claims of both
   * @throws BadInputException if a run was trained elsewhere or has no row yet
   * @throws FailedException if it was interrupted, or a run cannot be trained
   */
  public Verification verify(List<RunRecord> recorded, Path below, OptionalInt first) {
    for (RunRecord run : recorded) {
      run.experiment();
      if (run.lastEpoch() < 0) {
        throw new BadInputException(
            run.directory() + ": expected a run with an epoch at least, found none");
      }
    }
    List<Verification.Run> runs = new ArrayList<>();
    List<RunRecord> again = new ArrayList<>();
    boolean all = true;
    for (int i = 0; i < recorded.size(); i++) {
      RunRecord run = recorded.get(i);
      int upTo = Math.min(run.lastEpoch(), first.orElse(Integer.MAX_VALUE));
      Path directory = train(run, below.resolve("run-" + (i + 1)), upTo);
      runs.add(
          new Verification.Run(
              run.name(),
              upTo,
              TableComparison.of(run.directory(), directory, upTo),
              otherFiles(run, directory, upTo)));
      again.add(RunRecord.read(directory));
      all &= upTo == run.lastEpoch();
    }
    return new Verification(
        runs, all ? claims(recorded, again) : List.of(), all, machines(recorded));
  }

  /** Trains a run up to an epoch, and says where it is. */
  private Path train(RunRecord run, Path directory, int upTo) {
    Interruption enough = new Interruption();
    RunListener until =
        new RunListener() {
          @Override
          public void stepDone(long weight) {
            if (asked.requested()) {
              enough.request();
            }
          }

          @Override
          public void epochMeasured(String name, int epochs, EpochRecord measured) {
            if (measured.epoch() >= upTo || asked.requested()) {
              enough.request();
            }
          }
        };
    Sweep sweep = new Sweep(List.of(), List.of(new SweepCell("", run.experiment())));
    RunResult result = job.trainOnly(sweep, directory, enough, until).get(0);
    RunRecord trained = RunRecord.read(result.directory().path());
    if (trained.lastEpoch() < upTo) {
      throw new FailedException(
          "%s: trained again up to epoch %d of %d: %s"
              .formatted(
                  run.name(),
                  trained.lastEpoch(),
                  upTo,
                  asked.requested() ? "interrupted" : result.status().word()));
    }
    return result.directory().path();
  }

  /** What else a run leaves: written with its last epoch, compared where that is the same one. */
  private static List<String> otherFiles(RunRecord run, Path again, int upTo) {
    RunDirectory there = new RunDirectory(run.directory());
    RunDirectory here = new RunDirectory(again);
    List<Path> files = new ArrayList<>(List.of(there.descentJson()));
    List<Path> others = new ArrayList<>(List.of(here.descentJson()));
    if (upTo == run.lastEpoch() && run.finished()) {
      files.addAll(List.of(there.certificatesJson(), there.checkpoint()));
      others.addAll(List.of(here.certificatesJson(), here.checkpoint()));
    }
    List<String> different = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (Files.exists(files.get(i)) && !sameBytes(files.get(i), others.get(i))) {
        different.add(run.directory().relativize(files.get(i)).toString());
      }
    }
    return different;
  }

  private static boolean sameBytes(Path a, Path b) {
    try {
      return Files.exists(b) && Files.mismatch(a, b) < 0;
    } catch (IOException e) {
      throw new FailedException("could not compare " + a + " and " + b + ": " + e, e);
    }
  }

  private static List<Verification.Claim> claims(List<RunRecord> recorded, List<RunRecord> again) {
    Map<String, List<ClaimResult>> before = Claims.evaluate(recorded);
    Map<String, List<ClaimResult>> now = Claims.evaluate(again);
    List<Verification.Claim> claims = new ArrayList<>();
    before.forEach(
        (id, results) -> {
          List<ClaimResult> others = now.getOrDefault(id, List.of());
          for (int i = 0; i < Math.min(results.size(), others.size()); i++) {
            claims.add(new Verification.Claim(results.get(i), others.get(i)));
          }
        });
    return claims;
  }

  private static Map<String, List<String>> machines(List<RunRecord> recorded) {
    var here = Machine.provenance(1, "", "");
    Map<String, List<String>> differs = new LinkedHashMap<>();
    for (String what : MACHINE) {
      String now = here.path(what).asText("");
      for (RunRecord run : recorded) {
        Section provenance = run.provenance();
        String then = provenance.textOrEmpty(what);
        if (!then.isEmpty() && !then.equals(now)) {
          differs.putIfAbsent(what, List.of(then, now));
        }
      }
    }
    return differs;
  }
}
