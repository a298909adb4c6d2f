package org.collapsar.hdf5;

import io.jhdf.GlobalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.object.message.AttributeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.files.format.StoredArray;

/**
 * What the user calls the layers of a model of Keras 3, whose groups are named by classes, dense,
 * dense_1. Keras keeps it beside the weights, as the attribute {@code name} of the group {@code
 * vars} of each layer (in .keras and .weights.h5, seen in 3.15.1); earlier versions have it in
 * {@linkplain KerasConfig config.json} of a .keras archive alone, and nowhere in .weights.h5.
 */
final class LayerNames {
  private static final String VARIABLES = "/vars";
  private static final int REFERENCE = 2 * Integer.BYTES + Long.BYTES;
  private static final int LONGEST = 1000;

  /** By the path of a layer's group. */
  private final Map<String, String> names;

  /** Of groups that are yet to be {@linkplain #look looked} at. */
  LayerNames() {
    this(Map.of());
  }

  /** That are known already, by the path of a layer's group. */
  LayerNames(Map<String, String> names) {
    this.names = new HashMap<>(names);
  }

  /** Whether a name can be a part of a path. */
  static boolean isName(String name) {
    return !name.isBlank() && !name.contains("/");
  }

  /** Takes the name of the layer that a group is the variables of, if it is one. */
  void look(String path, ObjectHeader group, Storage storage) {
    if (!path.endsWith(VARIABLES)) {
      return;
    }
    for (AttributeMessage attribute : group.getMessagesOfType(AttributeMessage.class)) {
      if (attribute.getName().equals("name") && attribute.getDataBuffer() != null) {
        try {
          String name = Guard.sound(() -> text(attribute, storage));
          if (isName(name)) {
            names.put(path.substring(0, path.length() - VARIABLES.length()), name);
          }
        } catch (Guard.Damage e) {
          // The group keeps its own name.
        }
      }
    }
  }

  /** A text of any length: how long, in which heap, and where in it. */
  private static String text(AttributeMessage attribute, Storage storage) {
    ByteBuffer data = attribute.getDataBuffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (data.remaining() != REFERENCE) {
      return "";
    }
    int length = data.getInt();
    ByteBuffer heap = new GlobalHeap(storage, data.getLong()).getObjectData(data.getInt());
    if (length < 0 || length > Math.min(LONGEST, heap.remaining())) {
      return "";
    }
    return StandardCharsets.UTF_8.decode(heap.slice().limit(length)).toString();
  }

  /** The arrays, those in layers that have a name with it, unless they have one already. */
  List<StoredArray> give(List<StoredArray> arrays) {
    return names.isEmpty()
        ? arrays
        : arrays.stream().map(array -> KerasArray.called(array, path(array.name()))).toList();
  }

  /** The path with the layers' names in place of their groups'. */
  private String path(String name) {
    StringBuilder walked = new StringBuilder();
    StringBuilder called = new StringBuilder();
    for (String part : name.split("/", -1)) {
      walked.append(walked.length() == 0 ? "" : "/").append(part);
      called
          .append(called.length() == 0 ? "" : "/")
          .append(names.getOrDefault(walked.toString(), part));
    }
    return called.toString();
  }
}
