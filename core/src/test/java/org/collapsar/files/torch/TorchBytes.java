package org.collapsar.files.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Files as torch.save writes them, in both layouts, from values and storages of any content. */
public final class TorchBytes {
  private static final int ALIGNMENT = 64;

  private TorchBytes() {}

  /**
   * A storage.
   *
   * @param type of its class, "FloatStorage"
   * @param count as it is stated
   */
  public record Storage(String type, String key, String location, long count, Object[] view)
      implements PickleWriter.Value {

    /** A whole one. */
    public static Storage of(String type, String key, long count) {
      return new Storage(type, key, "cpu", count, null);
    }

    @Override
    public void write(PickleWriter pickle) {
      PickleWriter.Value kind =
          PickleWriter.named(type.equals("UntypedStorage") ? "torch.storage" : "torch", type);
      Object[] zip = {"storage", kind, key, location, count};
      Object[] legacy = {"storage", kind, key, location, count, view};
      pickle.value(view == null ? zip : legacy).op('Q');
    }
  }

  private static Object[] boxed(long... sizes) {
    Object[] boxed = new Object[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      boxed[i] = sizes[i];
    }
    return boxed;
  }

  /** Sizes or strides. */
  public static long[] sizes(long... sizes) {
    return sizes;
  }

  /** A tensor as PyTorch 0.4 to 2 writes it. */
  public static PickleWriter.Value tensor(
      Storage storage, long offset, long[] shape, long[] strides) {
    return PickleWriter.call(
        "torch._utils",
        "_rebuild_tensor_v2",
        storage,
        offset,
        boxed(shape),
        boxed(strides),
        false,
        PickleWriter.call("collections", "OrderedDict"));
  }

  /** With flags that its numbers are negated or conjugated. */
  public static PickleWriter.Value tensor(
      Storage storage, long offset, long[] shape, long[] strides, Map<String, Boolean> flags) {
    return PickleWriter.call(
        "torch._utils",
        "_rebuild_tensor_v2",
        storage,
        offset,
        boxed(shape),
        boxed(strides),
        false,
        PickleWriter.call("collections", "OrderedDict"),
        flags);
  }

  /** Of a type that has no storage of its own. */
  public static PickleWriter.Value typed(
      String type, Storage storage, long offset, long[] shape, long[] strides) {
    return PickleWriter.call(
        "torch._utils",
        "_rebuild_tensor_v3",
        storage,
        offset,
        boxed(shape),
        boxed(strides),
        false,
        PickleWriter.call("collections", "OrderedDict"),
        PickleWriter.named("torch", type));
  }

  /** As PyTorch before 0.4 wrote it. */
  public static PickleWriter.Value old(Storage storage, long offset, long[] shape, long[] strides) {
    return PickleWriter.call(
        "torch._utils", "_rebuild_tensor", storage, offset, boxed(shape), boxed(strides));
  }

  /** An OrderedDict with entries and the attribute that state dicts have. */
  public static PickleWriter.Value ordered(Map<String, ?> entries) {
    return pickle -> {
      pickle.name("collections", "OrderedDict").op(')', 'R', '(');
      entries.forEach((key, value) -> pickle.value(key).value(value));
      pickle.op('u').value(Map.of("_metadata", Map.of())).op('b');
    };
  }

  /** The zip layout. */
  public static byte[] zip(Object root, Map<String, byte[]> storages) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("any name/data.pkl", PickleWriter.of(2, root));
    storages.forEach((key, bytes) -> members.put("any name/data/" + key, bytes));
    members.put("any name/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return archive(members);
  }

  /** Stored members with sizes behind their bytes, which begin at multiples of 64. */
  public static byte[] archive(Map<String, byte[]> members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    members.forEach(
        (name, content) -> {
          byte[] text = name.getBytes(StandardCharsets.UTF_8);
          int start = out.size();
          int before = start + 30 + text.length + 4;
          int padding = (ALIGNMENT - before % ALIGNMENT) % ALIGNMENT;
          ByteBuffer local = little(34 + text.length + padding);
          local.putInt(0x04034b50).putShort((short) 20).putShort((short) 8).putShort((short) 0);
          local.position(26);
          local.putShort((short) text.length).putShort((short) (4 + padding)).put(text);
          local.putShort((short) 0x4246).putShort((short) padding);
          out.writeBytes(local.array());
          out.writeBytes(content);
          CRC32 crc = new CRC32();
          crc.update(content);
          out.writeBytes(
              little(16)
                  .putInt(0x08074b50)
                  .putInt((int) crc.getValue())
                  .putInt(content.length)
                  .putInt(content.length)
                  .array());
          ByteBuffer entry = little(46 + text.length);
          entry.putInt(0x02014b50).putShort((short) 20).putShort((short) 20).putShort((short) 8);
          entry.position(16);
          entry.putInt((int) crc.getValue()).putInt(content.length).putInt(content.length);
          entry.putShort((short) text.length);
          entry.position(42);
          entry.putInt(start).put(text);
          directory.writeBytes(entry.array());
        });
    ByteBuffer end = little(22);
    end.putInt(0x06054b50).putInt(0);
    end.putShort((short) members.size()).putShort((short) members.size());
    end.putInt(directory.size()).putInt(out.size());
    out.writeBytes(directory.toByteArray());
    out.writeBytes(end.array());
    return out.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The legacy layout.
   *
   * @param storages by key
   * @param size of the numbers of all storages, in bytes
   */
  public static byte[] legacy(Object root, Map<String, byte[]> storages, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(magic());
    out.writeBytes(PickleWriter.of(2, 1001));
    out.writeBytes(PickleWriter.of(2, Map.of("little_endian", true)));
    out.writeBytes(PickleWriter.of(2, root));
    out.writeBytes(PickleWriter.of(2, List.copyOf(storages.keySet())));
    storages
        .values()
        .forEach(
            bytes -> {
              out.writeBytes(little(8).putLong(bytes.length / size).array());
              out.writeBytes(bytes);
            });
    return out.toByteArray();
  }

  static byte[] magic() {
    byte[] magic = {0x6c, -4, -100, 0x46, -7, 0x20, 0x6a, -88, 0x50, 0x19};
    return new PickleWriter(2).op(0x8a, magic.length).raw(magic).end();
  }
}
