package org.collapsar.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Remembers what a fetch told. */
final class FetchLog implements FetchListener {
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  final List<long[]> progress = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void trying(String source) {
    lines.add("trying " + source);
  }

  @Override
  public void gaveUp(String source, String reason) {
    lines.add("gave up " + source + ": " + reason);
  }

  @Override
  public void waiting() {
    lines.add("waiting");
  }

  @Override
  public void progress(String file, long done, long total) {
    progress.add(new long[] {done, total});
  }

  @Override
  public void fetched(String file, String source) {
    lines.add("fetched " + file);
  }
}
