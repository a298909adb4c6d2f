package org.collapsar.data.images;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a reader warns of: a file that is cut is filled up with grey and is no error to it.
 */
final class Warnings implements IIOReadWarningListener {
  private @Nullable String cut;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    if (text.contains("premature end") || text.contains("truncated")) {
      cut = warning;
    }
  }

  void clear() {
    cut = null;
  }

  /** The warning of a cut file since the last clear, or null. */
  @Nullable String cut() {
    return cut;
  }
}
