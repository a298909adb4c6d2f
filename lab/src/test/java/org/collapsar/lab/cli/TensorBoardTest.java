package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files of runs, read field by field. */
class TensorBoardTest {
  @TempDir Path here;

  private void train(String... more) {
    List<String> command = new ArrayList<>(Typed.TINY);
    command.addAll(List.of(more));
    Typed typed = Typed.in(here, command.toArray(new String[0]));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
  }

  private static List<Path> files(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Scalars by step and tag; images have their bytes' number. */
  private static Map<Long, Map<String, Double>> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    Map<Long, Map<String, Double>> steps = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      int length = (int) in.getLong();
      in.getInt();
      ByteBuffer event = part(in, length);
      in.getInt();
      long step = 0;
      ByteBuffer summary = null;
      while (event.hasRemaining()) {
        switch ((int) varint(event)) {
          case (1 << 3) | 1 -> event.getDouble();
          case 2 << 3 -> step = varint(event);
          case (3 << 3) | 2 -> assertThat(text(event)).isEqualTo("brain.Event:2");
          case (5 << 3) | 2 -> summary = part(event, (int) varint(event));
          default -> throw new AssertionError("another field");
        }
      }
      Map<String, Double> scalars = new LinkedHashMap<>();
      while (summary != null && summary.hasRemaining()) {
        assertThat(varint(summary)).isEqualTo((1 << 3) | 2);
        ByteBuffer value = part(summary, (int) varint(summary));
        assertThat(varint(value)).isEqualTo((1 << 3) | 2);
        String tag = text(value);
        long field = varint(value);
        scalars.put(
            tag, field == ((2 << 3) | 5) ? (double) value.getFloat() : (double) value.remaining());
      }
      if (summary != null) {
        steps.computeIfAbsent(step, s -> new LinkedHashMap<>()).putAll(scalars);
      }
    }
    return steps;
  }

  private static ByteBuffer part(ByteBuffer in, int length) {
    ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return part;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(part(in, (int) varint(in))).toString();
  }

  @Test
  void everyNumberOfEveryEpochIsExportedAndTheFiguresWithThem() throws IOException {
    train(
        "--set",
        "metrics.certificates=true",
        "--set",
        "metrics.layers=[nc1.quotient]",
        "--out",
        "a");
    for (int time = 0; time < 2; time++) {
      Typed typed = Typed.in(here, "export", "a", "--tensorboard", "events");
      assertThat(typed.exitCode()).as(typed.err()).isZero();
      List<Path> written = files(here.resolve("events"));
      assertThat(typed.out().lines()).hasSameSizeAs(written);
      assertThat(written).hasSize(3);
      assertThat(written).allMatch(file -> file.getFileName().toString().contains(".tfevents."));
    }
    List<String> lines = Files.readAllLines(here.resolve("a/seed-2/metrics.csv"));
    List<String> columns = List.of(lines.get(0).split(","));
    Map<Long, Map<String, Double>> run = read(files(here.resolve("events/seed_2")).get(0));
    assertThat(run.keySet()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    for (int epoch = 0; epoch <= 6; epoch++) {
      String[] cells = lines.get(1 + epoch).split(",", -1);
      for (int j = 1; j < cells.length; j++) {
        Double found = run.get((long) epoch).get("metrics/" + columns.get(j));
        if (cells[j].isEmpty()) {
          assertThat(found).isNull();
        } else {
          assertThat(found).isEqualTo((double) Float.parseFloat(cells[j]));
        }
      }
    }
    assertThat(run.get(6L))
        .containsKeys("nc1.quotient/layer 01", "wu2025.theorem4.2.identity/value");
    Map<Long, Map<String, Double>> figures = read(files(here.resolve("events/figures")).get(0));
    assertThat(figures.get(6L)).containsKeys("figures/figure-1a", "figures/figure-2a");
    Typed json = Typed.in(here, "export", "a/seed-1", "--tensorboard", "one", "--json");
    assertThat(json.json().path("events")).as("the run, and its figures").hasSize(2);
  }

  @Test
  void aRunWritesTheSameWhileItIsTrained() throws IOException {
    train("--set", "output.tensorboard=true", "--set", "metrics.certificates=true", "--out", "a");
    Typed.in(here, "export", "a", "--tensorboard", "events");
    List<Path> live = files(here.resolve("a/seed-1/tensorboard"));
    assertThat(live).hasSize(1);
    assertThat(read(live.get(0))).isEqualTo(read(files(here.resolve("events/seed_1")).get(0)));
  }

  @Test
  void oneOfTheTwoKindsOfExportIsChosen() {
    train("--out", "a");
    assertThat(Typed.in(here, "export", "a/seed-1").err())
        .isEqualTo("collapsar: expected --out or --tensorboard, found neither\n");
    Typed both = Typed.in(here, "export", "a/seed-1", "--out", "x", "--tensorboard", "y");
    assertThat(both.err()).isEqualTo("collapsar: --out and --tensorboard exclude each other\n");
    assertThat(both.exitCode()).isEqualTo(2);
    Typed taken = Typed.in(here, "export", "a/seed-1", "--tensorboard", "a");
    assertThat(taken.err())
        .isEqualTo(
            "collapsar: --tensorboard a: expected a directory without runs, found a run or an"
                + " experiment\n");
  }
}
