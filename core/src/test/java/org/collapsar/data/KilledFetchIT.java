package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that fetches is killed at random moments; every file with a final name is whole. */
class KilledFetchIT {
  private static final int KILLS = 12;

  @TempDir Path directory;
  private final MadeUpData data = new MadeUpData();

  @Test
  void leavesNoFileHalfWrittenAndTheNextFetchGoesOn() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(3);
    int unfinished = 0;
    try (TestMirror mirror = new TestMirror(data)) {
      for (int kill = 0; kill < KILLS; kill++) {
        Process process = fetchAgainAndAgain(mirror);
        // The process says when it starts to fetch, so that it is not the JVM's start we kill.
        assertThat(process.getInputStream().read()).isEqualTo('!');
        boolean ended = process.waitFor(random.nextInt(120), TimeUnit.MILLISECONDS);
        assertThat(ended).isFalse();
        process.destroyForcibly().waitFor();
        unfinished += checkFiles();
      }
      // Else the kills came too late to show anything.
      assertThat(unfinished).isPositive();
      Fetcher.fetchMissing(data.from(mirror.source()), directory, FetchListener.NONE);
      assertThat(checkFiles()).isZero();
    }
  }

  /** Checks the files that are there and counts those that are not. */
  private int checkFiles() throws IOException {
    int missing = 0;
    for (String name : data.names()) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        assertThat(file).hasBinaryContent(data.plain(name));
      } else {
        missing++;
      }
    }
    return missing;
  }

  private Process fetchAgainAndAgain(TestMirror mirror) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Fetching.class.getName(),
            mirror.source().base().toString(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The process that is killed. */
  static final class Fetching {
    private Fetching() {}

    public static void main(String[] arguments) throws IOException {
      MadeUpData data = new MadeUpData();
      Path directory = Path.of(arguments[1]);
      HttpMirror mirror = new HttpMirror(URI.create(arguments[0]), TestMirror.PATIENT);
      System.out.print('!');
      System.out.flush();
      while (true) {
        Fetcher.fetchMissing(data.from(mirror), directory, FetchListener.NONE);
        for (String name : data.names()) {
          Files.delete(directory.resolve(name));
        }
      }
    }
  }
}
