package org.collapsar.lab.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;

/** Makers of trees with some of their values replaced; the trees themselves do not change. */
public final class TreeEdits {
  private TreeEdits() {}

  /**
   * Merges two trees, group by group.
   *
   * @param base the tree
   * @param over its values take the place of those of {@code base}
   * @return a new tree
   */
  public static Node.Mapping merge(Node.Mapping base, Node.Mapping over) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>(base.entries());
    over.entries()
        .forEach(
            (key, entry) -> {
              Node.Entry old = entries.get(key);
              if (old != null
                  && old.value() instanceof Node.Mapping a
                  && entry.value() instanceof Node.Mapping b) {
                entries.put(key, new Node.Entry(old.where(), merge(a, b)));
              } else {
                entries.put(key, entry);
              }
            });
    return new Node.Mapping(entries, base.where());
  }

  /**
   * Leaves out a key.
   *
   * @param base the tree
   * @param key at its top
   * @return a new tree
   */
  public static Node.Mapping without(Node.Mapping base, String key) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>(base.entries());
    entries.remove(key);
    return new Node.Mapping(entries, base.where());
  }

  /**
   * Replaces the value at a dotted key; list entries are numbered from 0.
   *
   * @param base the tree
   * @param key with dots between its parts
   * @param value takes the place of what is there
   * @param where where the key was written
   * @return a new tree
   * @throws BadInputException if the key names an entry that a list does not have
   */
  public static Node.Mapping set(Node.Mapping base, String key, Node value, String where) {
    List<String> path = Arrays.asList(key.split("\\.", -1));
    return (Node.Mapping) set(base, path, value, key, where);
  }

  private static Node set(Node base, List<String> path, Node value, String key, String where) {
    if (path.isEmpty()) {
      return value;
    }
    String head = path.get(0);
    List<String> tail = path.subList(1, path.size());
    if (base instanceof Node.Sequence list) {
      List<Node> items = new ArrayList<>(list.items());
      int index = head.matches("\\d{1,9}") ? Integer.parseInt(head) : -1;
      if (index < 0 || index >= items.size()) {
        throw new BadInputException(
            where
                + ": expected the number of a list entry, 0 to "
                + (items.size() - 1)
                + ", in "
                + key
                + ", found "
                + head);
      }
      items.set(index, set(items.get(index), tail, value, key, where));
      return new Node.Sequence(items, list.where());
    }
    // A single value in the way of a longer key gives way; the checks then judge the whole.
    Map<String, Node.Entry> entries =
        base instanceof Node.Mapping m ? new LinkedHashMap<>(m.entries()) : new LinkedHashMap<>();
    Node.Entry old = entries.get(head);
    Node below = old == null ? new Node.Mapping(Map.of(), where) : old.value();
    entries.put(head, new Node.Entry(where, set(below, tail, value, key, where)));
    boolean isGroup = base instanceof Node.Mapping;
    return new Node.Mapping(entries, isGroup ? base.where() : where);
  }
}
