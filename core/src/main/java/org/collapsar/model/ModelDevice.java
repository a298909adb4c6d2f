package org.collapsar.model;

import org.collapsar.BadInputException;

/**
 * Device on which a network runs.
 *
 * @param kind the processor, or a card of NVIDIA's
 * @param index which card, from 0; 0 for the processor
 */
public record ModelDevice(Kind kind, int index) {
  /** The processor of this machine. */
  public static final ModelDevice CPU = new ModelDevice(Kind.CPU, 0);

  private static final int DIGITS = 4;

  /** Kinds of devices. */
  public enum Kind {
    /** The processor. */
    CPU,
    /** A card of NVIDIA's. */
    CUDA
  }

  /**
   * Reads a device.
   *
   * @param word cpu, cuda or cuda:N
   * @return the device, which need not be there
   * @throws BadInputException for any other
   */
  public static ModelDevice parse(String word) {
    if (word.equals("cpu")) {
      return CPU;
    }
    String number = word.equals("cuda") ? "0" : word.startsWith("cuda:") ? word.substring(5) : "";
    if (!number.isEmpty()
        && number.length() <= DIGITS
        && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return new ModelDevice(Kind.CUDA, Integer.parseInt(number));
    }
    throw new BadInputException("device: expected cpu, cuda or cuda:N, found " + word);
  }

  /** {@return the word that {@link #parse} takes} */
  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : index == 0 ? "cuda" : "cuda:" + index;
  }
}
