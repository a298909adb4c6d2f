package org.collapsar.lab.cli;

import java.util.Collections;
import java.util.Enumeration;
import java.util.ResourceBundle;
import org.collapsar.files.ArrayFormats;
import org.jspecify.annotations.Nullable;

/**
 * Words of help that depend on what is here; descriptions say <code>${bundle:formats}</code>.
 * Looked up only when help is printed: a look at the modules costs a moment.
 */
final class HelpWords extends ResourceBundle {
  private static final String FORMATS = "formats";

  @Override
  protected @Nullable Object handleGetObject(String key) {
    return key.equals(FORMATS) ? ArrayFormats.help() : null;
  }

  @Override
  public Enumeration<String> getKeys() {
    return Collections.enumeration(Collections.singleton(FORMATS));
  }
}
