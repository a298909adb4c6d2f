package org.collapsar.files.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.collapsar.files.torch.PickleWriter.call;
import static org.collapsar.files.torch.PickleWriter.floats;
import static org.collapsar.files.torch.PickleWriter.instance;
import static org.collapsar.files.torch.PickleWriter.named;
import static org.collapsar.files.torch.PickleWriter.object;
import static org.collapsar.files.torch.TorchBytes.sizes;
import static org.collapsar.files.torch.TorchBytes.tensor;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.collapsar.BadInputException;
import org.collapsar.files.Damage;
import org.collapsar.files.FileContents;
import org.collapsar.files.TableFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.torch.TorchBytes.Storage;
import org.collapsar.linalg.Rows;

/**
 * Damaged and lying files of PyTorch and pickles: whatever the bytes, a reader refuses them with
 * one line or reads arrays, executes nothing, and allocates no more than a small file can account
 * for.
 */
class HostileTorchProperties {
  private static final int TRIES = 10_000;

  /** Far below what the files claim. */
  private static final long MAX_ALLOCATED = 4 << 20;

  /** Of an array that is expanded more is not read here: its claim is honest, its size is not. */
  private static final long MAX_READ = 20_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long[] SIZES = {
    0, 1, 2, 3, 7, 1 << 20, 1L << 31, (1L << 32) + 1, 1L << 62, Long.MAX_VALUE, -1, Long.MIN_VALUE
  };
  private static final String[] STORAGES = {
    "FloatStorage",
    "DoubleStorage",
    "HalfStorage",
    "LongStorage",
    "ByteStorage",
    "BoolStorage",
    "ComplexDoubleStorage",
    "UntypedStorage",
    "QInt8Storage",
    "Nonsense"
  };

  private Path directory;

  @BeforeProperty
  void create() throws IOException {
    Path memory = Path.of("/dev/shm");
    directory =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "hostile")
            : Files.createTempDirectory("hostile");
    // Loading classes takes memory, too, once.
    Path sound = directory.resolve("sound.pt");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20; i++) {
      Files.write(sound, TorchBytes.legacy(root(random), Map.of("0", floats(1, 2, 3, 4, 5, 6)), 4));
      outcome(sound);
    }
  }

  @AfterProperty
  void delete() throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void zip(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, byte[]> members = new LinkedHashMap<>();
    byte[] pickle = PickleWriter.of(2 + random.nextInt(4), root(random));
    // A changed pickle in a sound archive, and a sound one in a changed archive.
    boolean inside = random.nextBoolean();
    members.put("a/data.pkl", inside ? Damage.of(pickle, random.nextLong()) : pickle);
    members.put(
        "a/byteorder",
        (random.nextInt(9) == 0 ? "big" : "little").getBytes(StandardCharsets.US_ASCII));
    members.put("a/data/0", floats(1, 2, 3, 4, 5, 6));
    byte[] whole = TorchBytes.archive(members);
    check(inside || random.nextInt(4) == 0 ? whole : Damage.of(whole, random.nextLong()));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void legacy(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = TorchBytes.legacy(root(random), Map.of("0", floats(1, 2, 3, 4, 5, 6)), 4);
    check(random.nextInt(4) == 0 ? whole : Damage.of(whole, random.nextLong()));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void plainPickle(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] inner = TorchBytes.legacy(storage(random), Map.of("0", floats(1, 2, 3, 4, 5, 6)), 4);
    Object tensor =
        call(
            "torch._utils",
            "_rebuild_tensor_v2",
            call("torch.storage", "_load_from_bytes", (Object) Damage.of(inner, random.nextLong())),
            0,
            new Object[] {2},
            new Object[] {1},
            false,
            Map.of());
    byte[] whole =
        PickleWriter.of(2 + random.nextInt(4), List.of(array(random), tensor, root(random)));
    check(random.nextInt(3) == 0 ? whole : Damage.of(whole, random.nextLong()));
  }

  /** Operations in any order, of which few mean anything. */
  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void operations(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int[] operations = {
      'N', 0x88, 'K', ']', ')', '}', '(', '0', '1', '2', 'l', 't', 0x85, 0x86, 0x87, 'd', 'a', 'e',
      's', 'u', 0x8f, 0x90, 0x91, 'q', 'h', 0x94, 'R', 0x81, 0x92, 'o', 'b', 'Q', 'c', 0x93, 0x8a,
      'X', 'B', 0x8e, 0x95, 'i', 'P', 'I', 0x82, 0x97, 0x98
    };
    PickleWriter pickle = new PickleWriter(2 + random.nextInt(4));
    for (int i = random.nextInt(200); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> pickle.value(array(random));
        case 1 -> pickle.value("text");
        default -> pickle.op(operations[random.nextInt(operations.length)]);
      }
      if (random.nextInt(3) == 0) {
        pickle.op(random.nextInt(4));
      }
    }
    check(pickle.end());
  }

  private static Storage storage(SplittableRandom random) {
    boolean lies = random.nextInt(4) == 0;
    String type = lies ? STORAGES[random.nextInt(STORAGES.length)] : "FloatStorage";
    return new Storage(
        type, lies && random.nextBoolean() ? "1" : "0", "cpu", lies ? size(random) : 6, null);
  }

  private static long size(SplittableRandom random) {
    return random.nextInt(3) > 0 ? random.nextInt(7) : SIZES[random.nextInt(SIZES.length)];
  }

  private static Object root(SplittableRandom random) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("a", tensor(storage(random), 0, sizes(2, 3), sizes(3, 1)));
    int dimensions = random.nextInt(4);
    long[] shape = new long[dimensions];
    long[] strides = new long[dimensions];
    for (int i = 0; i < dimensions; i++) {
      shape[i] = size(random);
      strides[i] = size(random);
    }
    root.put("b", tensor(storage(random), size(random), shape, strides));
    root.put("c", List.of(1, 2.5, instance("m", "C", Map.of()), array(random)));
    return root;
  }

  private static Object array(SplittableRandom random) {
    String[] codes = {"f4", "f8", "i1", "O8", "c8", "V1000000000", "U3", ""};
    Object dtype =
        object(
            call("numpy", "dtype", codes[random.nextInt(codes.length)], false, true),
            new Object[] {3, random.nextBoolean() ? "<" : ">", null, null, null, -1, -1, 0});
    Object made =
        call(
            "numpy.core.multiarray",
            "_reconstruct",
            named("numpy", "ndarray"),
            new Object[] {0},
            "b");
    Object[] shape = {size(random), size(random)};
    Object[] state = {1, shape, dtype, random.nextBoolean(), floats(1, 2, 3, 4)};
    return object((PickleWriter.Value) made, state);
  }

  private void check(byte[] content) throws IOException {
    Path file = directory.resolve("a.pt");
    Files.deleteIfExists(file);
    Files.write(file, content);
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    String outcome = outcome(file);
    long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocated).as("bytes allocated, then: " + outcome).isLessThan(MAX_ALLOCATED);
    if (!outcome.equals("read")) {
      assertThat(outcome).startsWith(file.toString()).doesNotContain("\n").hasSizeLessThan(9000);
    }
  }

  /** "read", or the line that says why not; every other exception goes through. */
  private static String outcome(Path file) {
    String outcome = "read";
    try {
      TableFile.open(file.toString()).forEach(table -> table.close());
    } catch (BadInputException e) {
      outcome = e.getMessage();
    }
    try {
      for (StoredArray array : TorchArrays.open(file)) {
        read(array);
      }
    } catch (BadInputException | AssertionError e) {
      assertThat(e.getMessage()).contains(file.toString());
    }
    return outcome;
  }

  private static void read(StoredArray array) {
    long numbers = array.shape().stream().reduce(1L, (a, b) -> a * b);
    if (array.refusal() != null || numbers < 0 || numbers > MAX_READ) {
      assertThat(array.refusal() == null || array.refusal().startsWith("expected ")).isTrue();
      return;
    }
    try (Rows rows = array.flattened()) {
      // All at once, as chunks are read: what a call takes does not add up over 20,000 of them.
      int count = (int) Math.min(rows.rows(), MAX_READ / Math.max(1, rows.columns()));
      rows.read(0, count, new double[count * rows.columns()]);
    } catch (BadInputException e) {
      assertThat(e).hasMessageStartingWith(array.label());
    }
  }

  /** A vector of 255 numbers: a read of few takes no room for many. */
  @Example
  void aDrawThatOnceTookTooMuch() throws IOException {
    legacy(22532528423832L);
  }

  /** Bombs of a few kilobytes: each is refused, or read, without growing. */
  @Property(tries = 1)
  void bombsDoNotGoOff() throws IOException {
    List<byte[]> bombs = new ArrayList<>();
    // Each list holds the one before twice: 2^60 paths.
    PickleWriter doubling = new PickleWriter(2).op(']', 'q', 0);
    for (int i = 0; i < 60; i++) {
      doubling.op(']', '(', 'h', i, 'h', i, 'e', 'q', i + 1);
    }
    bombs.add(doubling.end());
    // A list that holds itself, many times.
    PickleWriter cyclic = new PickleWriter(2).op(']', 'q', 0, '(');
    for (int i = 0; i < 1000; i++) {
      cyclic.op('h', 0);
    }
    bombs.add(cyclic.op('e').end());
    // Nested deeper than any stack is.
    PickleWriter deep = new PickleWriter(2);
    for (int i = 0; i < 10_000; i++) {
      deep.op(']');
    }
    for (int i = 0; i < 9_999; i++) {
      deep.op('a');
    }
    bombs.add(deep.end());
    // Sizes of texts, bytes and numbers that are not there.
    bombs.add(new PickleWriter(2).op('X', 255, 255, 255, 255).end());
    bombs.add(new PickleWriter(4).op(0x8e, 255, 255, 255, 255, 255, 255, 255, 127).end());
    bombs.add(new PickleWriter(4).op(0x8e, 255, 255, 255, 255, 255, 255, 255, 255).end());
    bombs.add(new PickleWriter(2).op(0x8b, 255, 255, 255, 127).end());
    // A place in the memo far away.
    bombs.add(new PickleWriter(2).op(']', 'r', 255, 255, 255, 255, 'j', 255, 255, 255, 255).end());
    for (byte[] bomb : bombs) {
      Path file = Files.write(directory.resolve("bomb.pkl"), bomb);
      long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      try {
        assertThat(FileContents.open(file.toString()).arrays()).isEmpty();
      } catch (BadInputException e) {
        assertThat(e).hasMessageStartingWith(file + ": ");
      }
      assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
          .as("bytes allocated by bomb %s", bombs.indexOf(bomb))
          .isLessThan(16 * MAX_ALLOCATED);
    }
  }
}
