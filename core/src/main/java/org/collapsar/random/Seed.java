package org.collapsar.random;

import java.util.SplittableRandom;

/**
 * A root seed and the named seeds below it. A split depends on the root, the names and the indices
 * alone, never on the order in which splits are taken, so that adding a consumer of randomness
 * changes no other.
 */
public record Seed(long value) {

  /**
   * Makes a root seed.
   *
   * @param root any number
   * @return a seed whose bits are mixed
   */
  public static Seed of(long root) {
    return new Seed(mix(root));
  }

  /**
   * Splits off the seed of a consumer.
   *
   * @param name of the consumer
   * @return a seed that depends on this one and the name alone
   */
  public Seed split(String name) {
    long h = value;
    for (int i = 0; i < name.length(); i++) {
      h = mix(h ^ name.charAt(i));
    }
    return new Seed(mix(h + name.length()));
  }

  /**
   * Splits off the seed of an epoch, a step or a block.
   *
   * @param index its number
   * @return a seed that depends on this one and the number alone
   */
  public Seed split(long index) {
    return new Seed(mix(value + 0x9E3779B97F4A7C15L * (index + 1)));
  }

  /** {@return a generator for work outside hot paths: permutations, subsamples, initial weights} */
  public SplittableRandom generator() {
    return new SplittableRandom(value);
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014, with Stafford's variant 13). */
  private static long mix(long z) {
    long x = z + 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
