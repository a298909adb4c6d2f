package org.collapsar.lab.figure;

import java.awt.Font;

/** Fonts of printed figures; what they lack decides how things are called. */
public final class Fonts {
  /** Font of titles. */
  public static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);

  /** Font of axes and panels. */
  public static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

  /** Font of ticks and legends. */
  public static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** Font of small print. */
  public static final Font NOTE = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private Fonts() {}
}
