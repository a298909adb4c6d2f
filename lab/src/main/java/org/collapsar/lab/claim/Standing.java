package org.collapsar.lab.claim;

/** Standing of a claim while its runs go on. */
public enum Standing {
  /** The rows so far meet the requirement. */
  HOLDS("holds"),
  /** They do not, or there is no number yet, and later epochs can change that. */
  NOT_YET("not yet"),
  /** They do not, and no later epoch can change that: the window of a run has passed. */
  CANNOT("cannot any more");

  private final String words;

  Standing(String words) {
    this.words = words;
  }

  /** {@return the words for a table: "not yet"} */
  public String words() {
    return words;
  }
}
