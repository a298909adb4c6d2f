package org.collapsar.files;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages files the way that disks, networks and enemies do. */
public final class Damage {
  private static final byte[] NASTY = {0, 1, -1, 127, -128, '"', '{', '}', '[', ']', ',', '9', '-'};

  private Damage() {}

  /** One to four changes: bytes replaced, inserted, removed, a piece repeated, the end cut. */
  public static byte[] of(byte[] content, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] damaged = content;
    for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
      damaged = change(damaged, random);
    }
    return damaged;
  }

  private static byte[] change(byte[] content, SplittableRandom random) {
    int at = random.nextInt(content.length + 1);
    int left = content.length - at;
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(content, at);
      case 1 -> splice(content, at, new byte[] {nasty(random)}, 0);
      case 2 -> splice(content, at, new byte[0], Math.min(random.nextInt(1, 9), left));
      case 3 -> {
        int end = at + Math.min(random.nextInt(1, 40), left);
        yield splice(content, at, Arrays.copyOfRange(content, at, end), 0);
      }
      default -> splice(content, at, new byte[] {nasty(random)}, Math.min(1, left));
    };
  }

  private static byte nasty(SplittableRandom random) {
    return random.nextBoolean() ? NASTY[random.nextInt(NASTY.length)] : (byte) random.nextInt(256);
  }

  private static byte[] splice(byte[] content, int at, byte[] inserted, int removed) {
    byte[] result = new byte[content.length + inserted.length - removed];
    System.arraycopy(content, 0, result, 0, at);
    System.arraycopy(inserted, 0, result, at, inserted.length);
    System.arraycopy(
        content, at + removed, result, at + inserted.length, content.length - at - removed);
    return result;
  }
}
