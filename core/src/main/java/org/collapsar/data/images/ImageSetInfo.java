package org.collapsar.data.images;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The origin of images.
 *
 * @param argument as the user wrote it, {@code images:PATH} or the name of a data set
 * @param title for pages: the name of the file or of the folder, not its path
 * @param kind in words, such as "ZIP archive, a folder per class"
 * @param split train, test or another that was taken; null where the set has none
 * @param notes what somebody should know who reads the numbers, each a sentence: files that were
 *     passed over, classes that were merged
 */
public record ImageSetInfo(
    String argument, String title, String kind, @Nullable String split, List<String> notes) {
  /**
   * Keeps a copy of the notes.
   *
   * @param argument as the user wrote it, {@code images:PATH} or the name of a data set
   * @param title for pages: the name of the file or of the folder, not its path
   * @param kind in words, such as "ZIP archive, a folder per class"
   * @param split train, test or another that was taken; null where the set has none
   * @param notes what somebody should know who reads the numbers, each a sentence: files that were
   *     passed over, classes that were merged
   */
  public ImageSetInfo {
    notes = List.copyOf(notes);
  }
}
