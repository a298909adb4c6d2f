package org.collapsar.files.format;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Storage type of the numbers of a table, under the names of the safetensors format: IEEE 754
 * binary floating point (F16, F32, F64), the upper half of an F32 (BF16), floating point of one
 * byte (F8) [1] [2] [3], integers with a sign (I) and without (U), and truth values of one byte.
 *
 * <p>[1] P. Micikevicius et al., <i>FP8 formats for deep learning</i>, arXiv:2209.05433. [2] B.
 * Noune et al., <i>8-bit numerical formats for deep neural networks</i>, arXiv:2206.02915 (FNUZ).
 * [3] <i>OCP microscaling formats (MX) specification</i> (E8M0).
 */
public enum TensorType {
  /** IEEE 754 binary16: half precision, 2 bytes. */
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
  /** The upper half of an F32: 8 bits of exponent and 7 of fraction, 2 bytes. */
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
  /** IEEE 754 binary32: single precision, 4 bytes. */
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
  /** IEEE 754 binary64: double precision, 8 bytes. */
  F64(8) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      DoubleBuffer numbers = source.asDoubleBuffer();
      numbers.get(target, at, count);
    }
  },
  /** Integer of 1 byte with a sign. */
  I8(1) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      int start = source.position();
      for (int i = 0; i < count; i++) {
        target[at + i] = source.get(start + i);
      }
    }
  },
  /** Integer of 1 byte without a sign. */
  U8(1) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      int start = source.position();
      for (int i = 0; i < count; i++) {
        target[at + i] = source.get(start + i) & 0xff;
      }
    }
  },
  /** Integer of 2 bytes with a sign. */
  I16(2) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      ShortBuffer numbers = source.asShortBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = numbers.get(i);
      }
    }
  },
  /** Integer of 2 bytes without a sign. */
  U16(2) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      ShortBuffer numbers = source.asShortBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = numbers.get(i) & 0xffff;
      }
    }
  },
  /** Integer of 4 bytes with a sign. */
  I32(4) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      IntBuffer numbers = source.asIntBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = numbers.get(i);
      }
    }
  },
  /** Integer of 4 bytes without a sign. */
  U32(4) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      IntBuffer numbers = source.asIntBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = Integer.toUnsignedLong(numbers.get(i));
      }
    }
  },
  /** Integer of 8 bytes with a sign; the nearest double beyond 2^53. */
  I64(8) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      LongBuffer numbers = source.asLongBuffer();
      for (int i = 0; i < count; i++) {
        target[at + i] = numbers.get(i);
      }
    }
  },
  /** Integer of 8 bytes without a sign; the nearest double beyond 2^53. */
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
  /** Truth value of 1 byte: 0, or 1 for any other byte. */
  BOOL(1) {
    @Override
    public void decode(ByteBuffer source, int count, double[] target, int at) {
      int start = source.position();
      for (int i = 0; i < count; i++) {
        target[at + i] = source.get(start + i) == 0 ? 0 : 1;
      }
    }
  },
  /** Floating point of 1 byte: 4 bits of exponent and 3 of fraction [1]. */
  F8_E4M3(Float8.E4M3),
  /** Floating point of 1 byte: 5 bits of exponent and 2 of fraction [1]. */
  F8_E5M2(Float8.E5M2),
  /**
   * Floating point of 1 byte: 4 bits of exponent and 3 of fraction, without infinities and without
   * a negative zero [2].
   */
  F8_E4M3FNUZ(Float8.E4M3FNUZ),
  /**
   * Floating point of 1 byte: 5 bits of exponent and 2 of fraction, without infinities and without
   * a negative zero [2].
   */
  F8_E5M2FNUZ(Float8.E5M2FNUZ),
  /** Power of two of 1 byte: 8 bits of exponent alone [3]. */
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

  /**
   * Looks up a type by its name in the safetensors format.
   *
   * @param name such as F32
   * @return null where such numbers are not read
   */
  public static @Nullable TensorType named(String name) {
    for (TensorType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** {@return the size of one number in bytes} */
  public int bytes() {
    return bytes;
  }

  /** {@return whether it holds fractions} */
  public boolean isFloatingPoint() {
    return fitsFloat32() || this == F64;
  }

  /** {@return whether every number of the type is a float32} */
  public boolean fitsFloat32() {
    return this == F16 || this == BF16 || this == F32 || isFloat8();
  }

  /**
   * {@return whether it is floating point of one byte} Such numbers are as a rule to be multiplied
   * by scales that lie beside them, so that a table of them is taken where it is asked for, and not
   * found.
   */
  public boolean isFloat8() {
    return numbers != null;
  }

  /**
   * Decodes rows of floats from the position of a buffer on, in the buffer's byte order, exactly;
   * the position stays. Nothing is allocated per row: a long file would fill the heap.
   *
   * @param source has the bytes of all these numbers
   * @param target rows of equal length; {@code target[first .. first + rows - 1]} are filled
   * @param first the first row that is filled
   * @param rows how many rows are filled
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
   * Decodes numbers from the position of a buffer on, in the buffer's byte order, to doubles; the
   * position stays. Exact, but for integers beyond 2^53, which become the nearest double.
   *
   * @param source has the bytes of all these numbers
   * @param count how many numbers
   * @param target filled from {@code at} on
   * @param at place of the first number
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
