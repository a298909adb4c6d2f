package org.collapsar.files.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.collapsar.BadInputException;
import org.junit.jupiter.api.Test;

class ZipDirectoryTest {
  private static final int ENTRY = 0x02014b50;

  private static byte[] content(String name) {
    return ("what is in " + name).repeat(20).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content(name));
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private static List<ZipMember> read(byte[] zip) throws IOException {
    Bytes bytes =
        new Bytes() {
          @Override
          public void read(long position, ByteBuffer target) {
            target.put(zip, (int) position, target.remaining());
          }

          @Override
          public void close() {}
        };
    return ZipDirectory.read("a.zip", bytes, zip.length);
  }

  private static void refuses(byte[] zip, String message) {
    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(BadInputException.class)
        .hasMessage("a.zip: " + message);
  }

  /** Where the directory has its entry of a number. */
  private static int entry(byte[] zip, int number) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int before = number;
    for (int at = 0; at < zip.length - 4; at++) {
      if (bytes.getInt(at) == ENTRY && before-- == 0) {
        return at;
      }
    }
    throw new IllegalArgumentException("no entry " + number);
  }

  private static byte[] renamed(byte[] zip, int number, char name) {
    zip[entry(zip, number) + 46] = (byte) name;
    return zip;
  }

  @Test
  void findsWhatIsThereInTheOrderOfBytes() throws IOException {
    String[] names = {"b", "a/1.png", "a/\u00e4\ud83d\ude00.png", "z/", "a/0.png"};
    List<ZipMember> members = read(zip(names));
    assertThat(members).extracting(ZipMember::name).containsExactly(names);
    for (ZipMember member : members) {
      byte[] content = content(member.name());
      CRC32 crc = new CRC32();
      crc.update(content);
      assertThat(member.size()).isEqualTo(content.length);
      assertThat(member.crc()).isEqualTo(crc.getValue());
    }
  }

  /** In a directory of another order than that of the bytes. */
  @Test
  void sortsByPlace() throws IOException {
    byte[] zip = zip("a", "b", "c");
    int first = entry(zip, 0);
    int bytes = entry(zip, 1) - first;
    byte[] turned = zip.clone();
    System.arraycopy(zip, first, turned, first + 2 * bytes, bytes);
    System.arraycopy(zip, first + 2 * bytes, turned, first, bytes);
    assertThat(read(turned)).isEqualTo(read(zip));
    assertThat(read(turned)).extracting(ZipMember::name).containsExactly("a", "b", "c");
  }

  /** Names that ascend until one comes again, and names in no order. */
  @Test
  void refusesNamesThatComeAgain() throws IOException {
    refuses(renamed(zip("a", "b", "c", "d"), 3, 'c'), again("c"));
    refuses(renamed(zip("a", "b", "c", "d"), 3, 'a'), again("a"));
    refuses(renamed(zip("c", "a", "b", "d"), 3, 'b'), again("b"));
    refuses(renamed(zip("c", "a", "b", "d", "e"), 4, 'c'), again("c"));
    assertThat(read(renamed(zip("c", "a", "b", "d"), 3, 'e'))).hasSize(4);
  }

  private static String again(String name) {
    return "expected each member once, found another \"" + name + "\"";
  }

  @Test
  void refusesMembersInsideOthers() throws IOException {
    byte[] zip = zip("a", "b");
    System.arraycopy(zip, entry(zip, 0) + 42, zip, entry(zip, 1) + 42, 4);
    refuses(zip, "expected members side by side, found \"b\" inside another");
  }

  @Test
  void refusesSizesThatAreNotThere() throws IOException {
    byte[] zip = zip("a", "b");
    ByteBuffer.wrap(zip).putInt(entry(zip, 1) + 24, -1);
    refuses(zip, "member \"b\": expected its sizes, found too few");
  }

  @Test
  void refusesOtherMethodsAndEncryption() throws IOException {
    byte[] method = zip("a");
    method[entry(method, 0) + 10] = 12;
    refuses(method, "member \"a\": expected stored or deflated, found 12");
    byte[] locked = zip("a");
    locked[entry(locked, 0) + 8] |= 1;
    refuses(locked, "expected members without encryption, found \"a\" encrypted");
  }

  @Test
  void refusesADirectoryThatIsNone() throws IOException {
    byte[] cut = zip("a", "b");
    cut[entry(cut, 1) + 28] = 100;
    refuses(cut, "expected a zip directory of whole entries, found one that is cut");
    byte[] other = zip("a", "b");
    other[entry(other, 1)] = 0;
    refuses(other, "expected a zip directory of whole entries, found other bytes");
  }
}
