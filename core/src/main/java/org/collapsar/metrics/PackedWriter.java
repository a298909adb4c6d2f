package org.collapsar.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Numbers one after another, big-endian, behind a magic number and a version; arrays and matrices
 * with their sizes. {@link PackedReader} reads them.
 */
final class PackedWriter {
  private ByteBuffer out = ByteBuffer.allocate(1 << 10);

  PackedWriter(int magic, int version) {
    integer(magic).integer(version);
  }

  private ByteBuffer room(long bytes) {
    if (out.remaining() < bytes) {
      long size = Math.addExact(out.position(), bytes);
      size = Math.max(size, Math.min(2 * size, Integer.MAX_VALUE - 8));
      out =
          ByteBuffer.wrap(Arrays.copyOf(out.array(), Math.toIntExact(size)))
              .position(out.position());
    }
    return out;
  }

  PackedWriter integer(int x) {
    room(Integer.BYTES).putInt(x);
    return this;
  }

  PackedWriter number(long x) {
    room(Long.BYTES).putLong(x);
    return this;
  }

  PackedWriter real(double x) {
    room(Double.BYTES).putDouble(x);
    return this;
  }

  PackedWriter flag(boolean x) {
    return integer(x ? 1 : 0);
  }

  PackedWriter text(String x) {
    return bytes(x.getBytes(StandardCharsets.UTF_8));
  }

  PackedWriter bytes(byte[] x) {
    integer(x.length);
    room(x.length).put(x);
    return this;
  }

  PackedWriter numbers(long[] x) {
    integer(x.length);
    room((long) Long.BYTES * x.length).asLongBuffer().put(x);
    return skip(Long.BYTES * x.length);
  }

  PackedWriter reals(double[] x) {
    integer(x.length);
    room((long) Double.BYTES * x.length).asDoubleBuffer().put(x);
    return skip(Double.BYTES * x.length);
  }

  /** Its sizes and numbers; -1 for none. */
  PackedWriter matrix(@Nullable Matrix x) {
    if (x == null) {
      return integer(-1);
    }
    return integer(x.rows()).integer(x.columns()).reals(x.data());
  }

  private PackedWriter skip(int bytes) {
    out.position(out.position() + bytes);
    return this;
  }

  byte[] bytes() {
    return Arrays.copyOf(out.array(), out.position());
  }
}
