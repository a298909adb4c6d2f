package org.collapsar.files.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * The arrays in the value of a pickle, each named by its path: keys of dicts and places in lists,
 * joined by dots. What is shared is found at each of its places, what holds itself only once.
 */
final class TorchMembers {
  private static final int MAX_VISITS = 4_000_000;
  private static final int MAX_MEMBERS = 200_000;
  private static final long MAX_NAMES = 64L << 20;

  /** Deeper nesting is no way to name things. */
  private static final int MAX_DEPTH = 64;

  /** Objects that are not read are named in messages: a few of them. */
  private static final int MAX_OBJECTS = 50;

  /**
   * A place in the value.
   *
   * @param name its path
   * @param value a {@link Described}, {@link Numbers}, or a {@link PickleObject}
   * @param aside whether it is only read when it is named: states of optimizers, lists of numbers
   */
  record Member(String name, Object value, boolean aside) {}

  /**
   * Python's own numbers in a list, or in lists of one length in a list; the last index fastest.
   */
  record Numbers(List<Object> items, List<Long> shape) {}

  private final String label;
  private final List<Member> members = new ArrayList<>();
  private final Set<Object> above = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Object> path = new ArrayList<>();
  private int visits;
  private long names;
  private int objects;

  private TorchMembers(String label) {
    this.label = label;
  }

  /**
   * Lists the members.
   *
   * @param label of the file, for messages
   * @throws BadInputException when there are too many
   */
  static List<Member> of(String label, Object root) {
    TorchMembers found = new TorchMembers(label);
    found.visit(root, false);
    return found.members;
  }

  private void visit(Object value, boolean aside) {
    count();
    Object array = TorchTypes.array(value);
    if (array == null && value instanceof TorchStorage storage) {
      array = whole(storage);
    }
    if (array != null) {
      add(array, aside);
    } else if (value instanceof PickleObject object && !object.equals(PickleObject.NONE)) {
      if (objects++ < MAX_OBJECTS) {
        add(object, true);
      }
    } else if (value instanceof PickleDict dict && enter(dict)) {
      boolean optimizer = dict.get("param_groups") != null && dict.get("state") != null;
      for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
        step(entry.getKey(), entry.getValue(), aside || optimizer);
      }
      above.remove(dict);
    } else if (value instanceof PickleList list && enter(list)) {
      Numbers numbers = numbers(list);
      if (numbers != null) {
        add(numbers, aside || !path.isEmpty());
      } else {
        for (int i = 0; i < list.items().size(); i++) {
          step(i, list.items().get(i), aside);
        }
      }
      above.remove(list);
    }
  }

  private boolean enter(Object container) {
    return path.size() < MAX_DEPTH && above.add(container);
  }

  private void step(Object key, Object value, boolean aside) {
    path.add(key);
    visit(value, aside);
    path.remove(path.size() - 1);
  }

  private @Nullable Numbers numbers(PickleList list) {
    List<Object> items = list.items();
    if (isNumbers(list)) {
      return new Numbers(items, List.of((long) items.size()));
    }
    if (items.isEmpty() || !(items.get(0) instanceof PickleList first)) {
      return null;
    }
    int columns = first.items().size();
    // By index here and below: a bomb makes millions of steps, with an iterator each.
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof PickleList row)
          || row.items().size() != columns
          || !isNumbers(row)) {
        return null;
      }
    }
    List<Object> all = new ArrayList<>(items.size() * columns);
    for (Object item : items) {
      all.addAll(((PickleList) item).items());
    }
    return new Numbers(all, List.of((long) items.size(), (long) columns));
  }

  private boolean isNumbers(PickleList list) {
    List<Object> items = list.items();
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i);
      count();
      if (!(item instanceof Long || item instanceof Double || item instanceof Boolean)) {
        return false;
      }
    }
    return !items.isEmpty();
  }

  private void count() {
    if (++visits > MAX_VISITS) {
      throw new BadInputException(
          label + ": expected at most " + MAX_VISITS + " values, found more");
    }
  }

  private static Described whole(TorchStorage storage) {
    List<Long> shape = List.of(storage.count());
    return new Described(storage.type(), storage, null, 0, shape, List.of(1L), false, false, null);
  }

  private void add(Object value, boolean aside) {
    StringBuilder name = new StringBuilder();
    for (Object key : path) {
      name.append(name.length() == 0 ? "" : ".").append(key);
    }
    names += name.length();
    if (members.size() == MAX_MEMBERS || names > MAX_NAMES) {
      throw new BadInputException(
          label + ": expected at most " + MAX_MEMBERS + " arrays with short names, found more");
    }
    members.add(new Member(name.toString(), value, aside));
  }
}
