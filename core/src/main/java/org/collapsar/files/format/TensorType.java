package org.collapsar.files.format;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The storage type of the numbers of a table, under the names of the safetensors format: IEEE 754
 * binary floating point (F16, F32, F64), the upper half of an F32 (BF16), floating point of one
 * byte (F8), integers with a sign (I) and without (U), and truth values of one byte.
 */
public enum TensorType {
  F16(2) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      short[] block = new short[Math.min(count, BLOCK)];
      ShortBuffer numbers = source.asShortBuffer();
      for (int done = 0; done < count; ) {
        int n = Math.min(block.length, count - done);
        numbers.get(block, 0, n);
        for (int i = 0; i < n; i++) {
          target[at + done + i] = HalfFloats.float16(block[i]);
        }
        done += n;
      }
    }

    @Override
    public void decode(ByteBuffer source, float[][] target, int first, int rows) {
      ShortBuffer numbers = source.asShortBuffer();
      for (int i = first; i < first + rows; i++) {
        float[] row = target[i];
        for (int j = 0; j < row.length; j++) {
          row[j] = HalfFloats.float16(numbers.get());
        }
      }
    }
  },
  BF16(2) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      short[] block = new short[Math.min(count, BLOCK)];
      ShortBuffer numbers = source.asShortBuffer();
      for (int done = 0; done < count; ) {
        int n = Math.min(block.length, count - done);
        numbers.get(block, 0, n);
        for (int i = 0; i < n; i++) {
          target[at + done + i] = HalfFloats.bfloat16(block[i]);
        }
        done += n;
      }
    }

    @Override
    public void decode(ByteBuffer source, float[][] target, int first, int rows) {
      ShortBuffer numbers = source.asShortBuffer();
      for (int i = first; i < first + rows; i++) {
        float[] row = target[i];
        for (int j = 0; j < row.length; j++) {
          row[j] = HalfFloats.bfloat16(numbers.get());
        }
      }
    }
  },
  F32(4) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      // In bulk into an array that stays in the cache: swaps bytes where needed, at copying speed.
      float[] block = new float[Math.min(count, BLOCK)];
      FloatBuffer numbers = source.asFloatBuffer();
      for (int done = 0; done < count; ) {
        int n = Math.min(block.length, count - done);
        numbers.get(block, 0, n);
        for (int i = 0; i < n; i++) {
          target[at + done + i] = block[i];
        }
        done += n;
      }
    }

    @Override
    public void decode(ByteBuffer source, float[][] target, int first, int rows) {
      FloatBuffer numbers = source.asFloatBuffer();
      for (int i = first; i < first + rows; i++) {
        numbers.get(target[i]);
      }
    }
  },
  F64(8) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      DoubleBuffer numbers = source.asDoubleBuffer();
      numbers.get(target, at, count);
    }
  },
  I8(1) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      int start = source.position();
      for (int i = 0; i < count; i++) {
        target[at + i] = source.get(start + i);
      }
    }
  },
  U8(1) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      int start = source.position();
      for (int i = 0; i < count; i++) {
        target[at + i] = source.get(start + i) & 0xff;
      }
    }
  },
  I16(2) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      ShortBuffer numbers = source.asShortBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = numbers.get(i);
      }
    }
  },
  U16(2) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      ShortBuffer numbers = source.asShortBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = numbers.get(i) & 0xffff;
      }
    }
  },
  I32(4) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      IntBuffer numbers = source.asIntBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = numbers.get(i);
      }
    }
  },
  U32(4) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      IntBuffer numbers = source.asIntBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = Integer.toUnsignedLong(numbers.get(i));
      }
    }
  },
  I64(8) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      LongBuffer numbers = source.asLongBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = numbers.get(i);
      }
    }
  },
  U64(8) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      LongBuffer numbers = source.asLongBuffer();
      for (int i = 0; i < count; i++) {
        long bits = numbers.get(i);
        // Beyond 2^63: halve, keeping the last bit so that the one rounding is the right one.
        target[at + i] = bits >= 0 ? bits : 2 * (double) ((bits >>> 1) | (bits & 1));
      }
    }
  },
  BOOL(1) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      int start = source.position();
      for (int i = 0; i < count; i++) {
        target[at + i] = source.get(start + i) == 0 ? 0 : 1;
      }
    }
  },
  F8_E4M3(Float8.E4M3),
  F8_E5M2(Float8.E5M2),
  F8_E4M3FNUZ(Float8.E4M3FNUZ),
  F8_E5M2FNUZ(Float8.E5M2FNUZ),
  F8_E8M0(Float8.E8M0);

  /** Numbers that are converted at a time. */
  private static final int BLOCK = 2048;

  private final int bytes;

  /** All numbers of a type of one byte that is decoded by this, else null. */
  private final float @Nullable [] numbers;

  TensorType(int bytes) {
    this.bytes = bytes;
    this.numbers = null;
  }

  TensorType(float[] numbers) {
    this.bytes = 1;
    this.numbers = numbers;
  }

  /** The type of that name in the safetensors format, null where it is not read. */
  public static @Nullable TensorType named(String name) {
    for (TensorType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** Size of one number in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether it holds fractions. */
  public boolean isFloatingPoint() {
    return fitsFloat32() || this == F64;
  }

  /** Whether every number of this type is a float32. */
  public boolean fitsFloat32() {
    return this == F16 || this == BF16 || this == F32 || isFloat8();
  }

  /**
   * Whether it is floating point of one byte. Such numbers are as a rule to be multiplied by scales
   * that lie beside them, so that a table of them is taken where it is asked for, and not found.
   */
  public boolean isFloat8() {
    return numbers != null;
  }

  /**
   * Fills {@code target[first .. first + rows - 1]} with the numbers from the position of {@code
   * source} on, in the buffer's byte order, exactly; the position stays. Nothing is allocated a
   * row: a long file would fill the heap.
   *
   * @throws UnsupportedOperationException if the type does not fit into float32
   */
  public void decode(ByteBuffer source, float[][] target, int first, int rows) {
    if (numbers == null) {
      throw new UnsupportedOperationException(this + " as float32");
    }
    int next = source.position();
    for (int i = first; i < first + rows; i++) {
      float[] row = target[i];
      for (int j = 0; j < row.length; j++) {
        row[j] = numbers[source.get(next++) & 0xff];
      }
    }
  }

  /**
   * Turns the {@code count} numbers at the position of {@code source}, in the buffer's byte order,
   * into doubles from {@code target[at]} on; the position stays. Exact, but for integers beyond
   * 2^53, which become the nearest double.
   */
  public void decode(ByteBuffer source, int count, double[] target, int at) {
    if (numbers == null) {
      throw new AssertionError(this + " decodes by itself");
    }
    int start = source.position();
    for (int i = 0; i < count; i++) {
      target[at + i] = numbers[source.get(start + i) & 0xff];
    }
  }
}
