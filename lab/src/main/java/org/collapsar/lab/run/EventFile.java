package org.collapsar.lab.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes what TensorBoard reads: records of a length, the event and two checksums [1], each event a
 * protocol buffer [2] with its time, its step, and scalars or an image [3]. Four fields of these
 * are all that is needed; the library that has all of them is larger than this program.
 *
 * <p>[1] TensorFlow, tensorflow/core/lib/io/record_writer.h. [2] tensorflow/core/util/event.proto.
 * [3] tensorflow/core/framework/summary.proto.
 */
final class EventFile {
  private static final String VERSION = "brain.Event:2";

  /** SessionLog.START: what an earlier file has of this step and later ones is superseded. */
  private static final int START = 1;

  private final OutputStream out;

  /** Begins a file. */
  EventFile(OutputStream out, double time) throws IOException {
    this.out = out;
    write(time, 0, new Message().text(3, VERSION));
  }

  /** Says that a process goes on from a step. */
  void goesOn(double time, long step) throws IOException {
    write(time, step, new Message().message(7, new Message().number(1, START)));
  }

  /** Writes scalars by their tags, as float32. */
  void scalars(double time, long step, Map<String, Double> scalars) throws IOException {
    Message summary = new Message();
    scalars.forEach(
        (tag, value) ->
            summary.message(1, new Message().text(1, tag).fixed32(2, value.floatValue())));
    write(time, step, new Message().message(5, summary));
  }

  /**
   * Writes an image.
   *
   * @param png the whole file
   */
  void image(double time, long step, String tag, byte[] png) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(png);
    Message image =
        new Message()
            .number(1, head.getInt(20))
            .number(2, head.getInt(16))
            .number(3, 3)
            .bytes(4, png);
    Message value = new Message().text(1, tag).message(4, image);
    write(time, step, new Message().message(5, new Message().message(1, value)));
  }

  private void write(double time, long step, Message what) throws IOException {
    byte[] event = new Message().fixed64(1, time).number(2, step).append(what).toByteArray();
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(event.length).array();
    ByteBuffer record = ByteBuffer.allocate(16 + event.length).order(ByteOrder.LITTLE_ENDIAN);
    record.put(length).putInt(masked(length)).put(event).putInt(masked(event));
    // A record at a time, so that a reader never meets less than the operating system wrote at
    // once.
    out.write(record.array());
    out.flush();
  }

  /** The checksum as records have it, so that it may stand in what is checked again. */
  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  /** A message of protocol buffers. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Left out where it is 0, as by everybody else. */
    Message number(int field, long value) {
      if (value == 0) {
        return this;
      }
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message fixed64(int field, double value) {
      varint(((long) field << 3) | 1);
      bytes.writeBytes(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
      return this;
    }

    Message fixed32(int field, float value) {
      varint(((long) field << 3) | 5);
      bytes.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint(((long) field << 3) | 2);
      varint(value.length);
      bytes.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.toByteArray());
    }

    Message append(Message fields) {
      bytes.writeBytes(fields.toByteArray());
      return this;
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        bytes.write((int) ((left & 0x7f) | 0x80));
        left >>>= 7;
      }
      bytes.write((int) left);
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }
  }
}
