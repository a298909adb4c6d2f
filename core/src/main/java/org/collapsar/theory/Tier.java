package org.collapsar.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The form of a bound: how much of it is measured. */
public enum Tier {
  /** The form that the source prints, verbatim. */
  PRINTED,
  /** The same shape with measured constants, derived in docs/certificates.md. */
  CONSTANTS,
  /** The residual that the proof estimates is measured itself. */
  RESIDUAL;

  /** {@return the name in text and documents} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Names the bounds of a certificate by their tiers, with "-2" and so on where a tier has several
   * forms, as the printed one of kappa(W_L) has.
   *
   * @param tiers of the bounds, in their order
   * @return one for each, in their order
   */
  public static List<String> names(List<Tier> tiers) {
    List<String> names = new ArrayList<>();
    for (Tier tier : tiers) {
      String name = tier.label();
      for (int i = 2; names.contains(name); i++) {
        name = tier.label() + '-' + i;
      }
      names.add(name);
    }
    return List.copyOf(names);
  }
}
