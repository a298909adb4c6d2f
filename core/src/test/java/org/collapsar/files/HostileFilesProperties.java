package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/**
 * Damaged and lying files: whatever the bytes, a reader refuses them with one line or reads a
 * table, and allocates no more than a small file can account for.
 */
class HostileFilesProperties {
  private static final int TRIES = 10_000;

  /** Far below what the headers claim; a block of work memory and of the inflater fits. */
  private static final long MAX_ALLOCATED = 4 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What a header could claim: sizes whose products overflow in one way or another. */
  private static final String[] SIZES = {
    "0",
    "-1",
    "1",
    "7",
    "00",
    "2147483647",
    "2147483648",
    "4294967296",
    "4294967297",
    "4611686018427387904",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "99999999999999999999999",
    "1e9",
    "()",
    "((((((((((((((((((((",
    "[[[[[[[[[[[[[[[[[[[[[[",
    "{{{{{{{{",
    "None",
    "'f8'",
    ""
  };

  private static final String[] TYPES = {
    "<f4",
    ">f8",
    "|O",
    "<f16",
    "<c8",
    "|V1000000000",
    "f4",
    "<i3",
    "<U7",
    "=f2",
    "|b1",
    "<f0",
    "F8",
    "F16",
    "BOOL",
    "I64",
    "U8",
    "C128",
    ""
  };

  private Path directory;

  @BeforeProperty
  void create() throws IOException {
    Path memory = Path.of("/dev/shm");
    // Forty thousand files: in memory where the system has a place for that.
    directory =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "hostile")
            : Files.createTempDirectory("hostile");
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
  void npy(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    boolean columnMajor = random.nextBoolean();
    byte[] whole =
        NpyBytes.of("<f4", columnMajor, "(3, 4)", ByteBuffer.allocate(48).putFloat(1).array(), 1);
    if (random.nextBoolean()) {
      String descr = random.nextInt(3) == 0 ? pick(TYPES, random) : "<f4";
      int version = random.nextInt(5);
      whole = NpyBytes.of(descr, columnMajor, shape(random, '(', ')'), new byte[48], version);
    }
    check("a.npy", random.nextInt(4) == 0 ? whole : Damage.of(whole, random.nextLong()));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void npz(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = zip(random);
    int at = whole.length - 22 + random.nextInt(22);
    switch (random.nextInt(4)) {
      case 0 -> whole[at] = (byte) random.nextInt(256);
      // The directory's and the end's numbers: all bits set asks for zip64.
      case 1 -> lie(whole, random, 0x02014b50, 16, 46);
      case 2 -> lie(whole, random, 0x06054b50, 4, 22);
      default -> lie(whole, random, 0x04034b50, 4, 30);
    }
    check("a.npz", random.nextInt(3) > 0 ? whole : Damage.of(whole, random.nextLong()));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void safetensors(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    boolean lies = random.nextBoolean();
    String header =
        "{\"w\":{\"dtype\":\""
            + (lies && random.nextBoolean() ? pick(TYPES, random) : "F32")
            + "\",\"shape\":"
            + (lies ? shape(random, '[', ']') : "[2,3]")
            + ",\"data_offsets\":["
            + (lies && random.nextBoolean() ? pick(SIZES, random) : "0")
            + ","
            + (lies && random.nextBoolean() ? pick(SIZES, random) : "24")
            + "]},\"b\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[24,28]}}";
    byte[] json = header.getBytes(StandardCharsets.US_ASCII);
    byte[] whole =
        ByteBuffer.allocate(8 + json.length + 28)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(random.nextInt(10) == 0 ? random.nextLong() : json.length)
            .put(json)
            .array();
    check("a.safetensors", lies ? whole : Damage.of(whole, random.nextLong()));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void csv(@ForAll long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    String text = "a,b,c\r\n1,2.5,-3e-2\n\n4,5,6\n7,8,9e1\n";
    if (random.nextBoolean()) {
      String[] pieces = {
        "1", "-", "e", ".", ",", "\n", "nan", "inf", "1e999", "\t", ";", " ", "\""
      };
      StringBuilder noise = new StringBuilder();
      for (int i = random.nextInt(60); i >= 0; i--) {
        noise.append(pick(pieces, random));
      }
      text = random.nextBoolean() ? noise.toString() : text + noise;
    }
    byte[] content = Damage.of(text.getBytes(StandardCharsets.US_ASCII), random.nextLong());
    boolean packed = random.nextInt(4) == 0;
    byte[] file = packed ? gzip(content) : content;
    check(
        packed ? "a.csv.gz" : "a.csv",
        packed && random.nextBoolean() ? Damage.of(file, random.nextLong()) : file);
  }

  /** A megabyte of gzip can hold a gigabyte of commas, digits or lines. */
  @Property(tries = 1)
  void aBombOfTextIsRefusedOnTheWay() throws IOException {
    for (String piece : new String[] {"1,", "1", "x"}) {
      byte[] block =
          piece.repeat(1 << 20).substring(0, 1 << 20).getBytes(StandardCharsets.US_ASCII);
      ByteArrayOutputStream bomb = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
        for (int i = 0; i < 64; i++) {
          out.write(block);
        }
      }
      Path file = Files.write(directory.resolve("bomb.csv.gz"), bomb.toByteArray());
      assertThat(outcome(file)).startsWith(file + ": expected ");
    }
  }

  /** A member that holds more, or less, than is stated is not unpacked to its end. */
  @Property(tries = 1)
  void aBombInAnArchiveIsRefused() throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(NpyBytes.of("|u1", false, "(8192, 8192)", new byte[0], 1));
      zip.write(new byte[8192 * 8192]);
      zip.closeEntry();
    }
    byte[] bytes = archive.toByteArray();
    int directoryEntry = NpyBytes.indexOf(bytes, 0x02014b50);
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int stated = view.getInt(directoryEntry + 24);
    Path file = directory.resolve("bomb.npz");
    view.putInt(directoryEntry + 24, 0x7fffffff);
    Files.write(file, bytes);
    assertThat(outcome(file)).contains("bytes can hold, found a stated size of 2147483647");
    view.putInt(directoryEntry + 24, stated - 8192 * 8191);
    int shape = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("8192");
    assertThat(shape).as("the header is deflated and cannot be edited here").isNegative();
    Files.write(file, bytes);
    assertThat(outcome(file)).contains("bytes after the header");
  }

  private void check(String name, byte[] content) throws IOException {
    // A new file each time: some file systems go to disk when an old one is cut and written.
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    Files.write(file, content);
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    String outcome = outcome(file);
    long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocated).as("bytes allocated, then: " + outcome).isLessThan(MAX_ALLOCATED);
    if (!outcome.equals("read")) {
      assertThat(outcome).startsWith(file.toString()).doesNotContain("\n").hasSizeLessThan(5000);
    }
  }

  /** "read", or the line that says why not; every other exception goes through. */
  private static String outcome(Path file) {
    String outcome = "read";
    try {
      for (NamedRows table : TableFile.open(file.toString())) {
        try (table) {
          Rows rows = table.rows();
          // No damaged file is longer than its header allows, so what it claims, it has.
          double[] row = new double[rows.columns()];
          for (long i = 0; i < rows.rows(); i++) {
            rows.read(i, 1, row);
          }
        }
      }
    } catch (BadInputException e) {
      outcome = e.getMessage();
    }
    try {
      Labels.read(file.toString(), null);
    } catch (BadInputException e) {
      assertThat(e).hasMessageStartingWith(file.toString());
    }
    return outcome;
  }

  private static byte[] zip(SplittableRandom random) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    String shape = random.nextInt(4) == 0 ? shape(random, '(', ')') : "(2, 3)";
    members.put("a.npy", NpyBytes.of("<f8", random.nextBoolean(), shape, new byte[48], 1));
    members.put("y.npy", NpyBytes.of("<i4", false, "(2,)", new byte[8], 1));
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      boolean stored = random.nextBoolean();
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        NpyBytes.add(zip, member.getKey(), member.getValue(), stored);
      }
    }
    return archive.toByteArray();
  }

  /** Overwrites a number in the structure that begins with a signature. */
  private static void lie(byte[] bytes, SplittableRandom random, int signature, int from, int to) {
    int start = NpyBytes.indexOf(bytes, signature);
    int at = start + from + random.nextInt(to - from - 3);
    int[] lies = {0, 1, -1, 0x7fffffff, 0x80000000, 0xffff, 0xfffe0000, bytes.length, start};
    int lie = lies[random.nextInt(lies.length)];
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (random.nextBoolean()) {
      view.putInt(at, lie);
    } else {
      view.putShort(at, (short) lie);
    }
  }

  private static String shape(SplittableRandom random, char open, char close) {
    StringBuilder shape = new StringBuilder().append(open);
    for (int i = random.nextInt(5); i >= 0; i--) {
      shape.append(pick(SIZES, random)).append(i > 0 ? ", " : "");
    }
    return shape.append(close).toString();
  }

  private static String pick(String[] choices, SplittableRandom random) {
    return choices[random.nextInt(choices.length)];
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  /** The undamaged files are read: what the properties above try is not refused out of hand. */
  @Property(tries = 1)
  void soundFilesAreRead() throws IOException {
    Npz.write(
        directory.resolve("sound.npz"),
        Map.of("a", Rows.of(new double[] {1, 2}, 2)),
        Precision.FLOAT64);
    assertThat(outcome(directory.resolve("sound.npz"))).isEqualTo("read");
    Files.write(
        directory.resolve("sound.npy"), NpyBytes.of("<f4", true, "(3, 4)", new byte[48], 1));
    assertThat(outcome(directory.resolve("sound.npy"))).isEqualTo("read");
  }
}
