package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.lab.measure.MeasuredTable;

/**
 * What tables are called on a page: by the file's name without its folder, where no two folders
 * have files of one name, and by the layer alone where there is one file.
 */
final class TableNames {
  private final Map<String, String> files = new LinkedHashMap<>();

  TableNames(List<? extends MeasuredTable> rows) {
    Set<String> names = new LinkedHashSet<>();
    for (MeasuredTable row : rows) {
      if (files.put(row.source(), file(row.source())) == null) {
        names.add(file(row.source()));
      }
    }
    if (names.size() < files.size()) {
      files.replaceAll((source, name) -> source);
    }
  }

  /** The last part of a path. */
  static String file(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return name.isEmpty() ? path : name;
  }

  /** Of a source. */
  String ofSource(String source) {
    return files.getOrDefault(source, source);
  }

  /** Of a table. */
  String of(MeasuredTable row) {
    String layer = row.layer();
    if (layer == null) {
      return ofSource(row.source());
    }
    return files.size() == 1 ? layer : ofSource(row.source()) + ":" + layer;
  }

  /** Of all of them, in order. */
  List<String> of(List<? extends MeasuredTable> rows) {
    List<String> names = new ArrayList<>();
    rows.forEach(row -> names.add(of(row)));
    return names;
  }

  /** Of a page that shows them: the file, its layer, or the first and the last file. */
  String title(List<? extends MeasuredTable> rows) {
    List<String> sources = List.copyOf(files.values());
    if (sources.size() > 1) {
      return sources.get(0) + " to " + sources.get(sources.size() - 1);
    }
    MeasuredTable only = rows.get(0);
    return sources.get(0) + (rows.size() > 1 || only.layer() == null ? "" : ":" + only.layer());
  }
}
