package org.collapsar.files.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tensors, state dicts, parameters and arrays are made of in a pickle: an allow-list of names,
 * each of which becomes a description. Everything else is left unknown.
 */
final class TorchTypes implements PickleTypes {
  private static final int MAX_DIMENSIONS = 64;
  private static final String LOAD_STORAGE = "torch.storage._load_from_bytes";

  /** A storage in a pickle that cannot be read in place. */
  private static final PickleObject PICKLED_STORAGE = new PickleObject(LOAD_STORAGE);

  private final PickleFile file;

  /**
   * The types of a file.
   *
   * @param file is told of storages
   */
  TorchTypes(PickleFile file) {
    this.file = file;
  }

  @Override
  public @Nullable Object call(PickleName function, List<Object> arguments) throws IOException {
    String name = function.toString();
    return switch (name) {
      case "collections.OrderedDict",
          "collections.defaultdict",
          "collections.Counter",
          "builtins.dict" ->
          dict(arguments);
      case "builtins.list", "builtins.tuple", "torch.Size" ->
          !arguments.isEmpty() && arguments.get(0) instanceof PickleList list ? list : null;
      case "_codecs.encode", "builtins.bytes", "builtins.bytearray" ->
          arguments.isEmpty() ? PickleBytes.of(new byte[0]) : NumpyTypes.latin1(arguments.get(0));
      // How pickle.dump, without torch.save, writes a storage.
      case LOAD_STORAGE ->
          !arguments.isEmpty() && arguments.get(0) instanceof PickleBytes content
              ? file.inner(content)
              : null;
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" ->
          tensor(arguments, null, 6);
      case "torch._utils._rebuild_tensor_v3" ->
          arguments.size() > 6 && arguments.get(6) instanceof PickleName type
              ? tensor(arguments, dtype(type), 7)
              : tensor(List.of(), null, 7);
      case "torch._utils._rebuild_parameter",
          "torch._utils._rebuild_parameter_with_state",
          "torch.nn.parameter.Parameter",
          "torch.nn.parameter.Buffer" ->
          arguments.isEmpty() ? null : array(arguments.get(0));
      case "torch._utils._rebuild_device_tensor_from_numpy",
          "torch._utils._rebuild_xla_tensor",
          "torch._utils._rebuild_device_tensor_from_cpu_tensor" ->
          deviceTensor(arguments);
      case "torch._tensor._rebuild_from_type_v2",
          "torch._tensor._rebuild_from_type",
          "torch.tensor._rebuild_from_type" ->
          ofType(arguments);
      case "torch._utils._rebuild_qtensor" -> refused("a quantised tensor: save x.dequantize()");
      case "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_sparse_csr_tensor" ->
          refused("a sparse tensor: save x.to_dense()");
      case "torch._utils._rebuild_nested_tensor" ->
          refused("a nested tensor: save x.to_padded_tensor(0) or its parts");
      case "torch._utils._rebuild_meta_tensor_no_storage" ->
          refused("a tensor on the meta device, which has no numbers");
      case "torch._utils._rebuild_wrapper_subclass" ->
          refused("a tensor of a class of its own: save x.full_tensor() or another plain one");
      default -> NumpyTypes.call(name, arguments);
    };
  }

  private static Described refused(String found) {
    return Described.refused("expected a plain tensor, found " + found);
  }

  /** Empty, a copy, or from pairs, as Python 2 writes an OrderedDict. */
  private static PickleDict dict(List<Object> arguments) {
    PickleDict dict = new PickleDict();
    Object given = arguments.isEmpty() ? PickleObject.NONE : arguments.get(0);
    if (given instanceof PickleDict other) {
      other.entries().forEach(dict::put);
    } else if (given instanceof PickleList pairs) {
      for (Object item : pairs.items()) {
        if (item instanceof PickleList pair && pair.items().size() == 2) {
          dict.put(pair.items().get(0), pair.items().get(1));
        }
      }
    }
    return dict;
  }

  /** What is a description of an array already, null where it is none. */
  static @Nullable Described array(Object value) {
    return value instanceof Described described
        ? described
        : value instanceof NumpyTypes.Array array ? array.described() : null;
  }

  private @Nullable Object ofType(List<Object> arguments) throws IOException {
    return arguments.size() > 2
            && arguments.get(0) instanceof PickleName function
            && arguments.get(2) instanceof PickleList given
            && !function.name().startsWith("_rebuild_from_type")
        ? call(function, given.items())
        : null;
  }

  private static TorchType dtype(PickleName name) {
    return name.module().equals("torch")
        ? TorchType.named(name.name())
        : TorchType.unknown(name.toString());
  }

  /** A tensor of another device, which was converted to the given type when it was read. */
  private static @Nullable Object deviceTensor(List<Object> arguments) {
    Described array = arguments.isEmpty() ? null : array(arguments.get(0));
    if (array == null || array.refusal() != null) {
      return array;
    }
    // A conversion is not made here; in practice there is none.
    return arguments.size() > 1
            && arguments.get(1) instanceof PickleName type
            && dtype(type).equals(array.type())
        ? array
        : refused("one that is stored as " + array.type().name() + " for another type");
  }

  /**
   * A tensor over a storage.
   *
   * @param arguments storage, offset, size, stride, and what else does not matter here
   * @param type null for that of the storage
   * @param metadata where flags stand, if there are any
   */
  private static Described tensor(List<Object> arguments, @Nullable TorchType type, int metadata) {
    List<Long> shape = arguments.size() < 4 ? null : sizes(arguments.get(2));
    List<Long> strides = arguments.size() < 4 ? null : sizes(arguments.get(3));
    if (arguments.size() > 3 && PICKLED_STORAGE.equals(arguments.get(0))) {
      return refused("one that pickle.dump wrote with protocol 2: save it with torch.save");
    }
    if (shape == null
        || strides == null
        || shape.size() != strides.size()
        || !(arguments.get(0) instanceof TorchStorage storage)
        || !(arguments.get(1) instanceof Long offset)
        || offset < 0) {
      return Described.refused(
          "expected a tensor's storage, offset, sizes and strides, found other values");
    }
    TorchType own = type == null ? storage.type() : type;
    return new Described(
        own,
        storage,
        null,
        offset,
        shape,
        strides,
        flag(arguments, metadata, "neg"),
        flag(arguments, metadata, "conj"),
        null);
  }

  private static boolean flag(List<Object> arguments, int at, String name) {
    return arguments.size() > at
        && arguments.get(at) instanceof PickleDict flags
        && Boolean.TRUE.equals(flags.get(name));
  }

  /** Whole numbers of at least 0, or null. */
  static @Nullable List<Long> sizes(Object value) {
    if (!(value instanceof PickleList list) || list.items().size() > MAX_DIMENSIONS) {
      return null;
    }
    List<Long> sizes = new ArrayList<>();
    for (Object item : list.items()) {
      if (!(item instanceof Long size) || size < 0) {
        return null;
      }
      sizes.add(size);
    }
    return List.copyOf(sizes);
  }

  /**
   * A storage: ("storage", class, key, location, count), and in the legacy layout None or (key,
   * offset, count) of a part of it. A class that stands there with its source, ("module", class,
   * file, source), is the class.
   */
  @Override
  public @Nullable Object persistent(Object identifier) {
    if (!(identifier instanceof PickleList list) || list.items().size() < 2) {
      return null;
    }
    String kind = text(list.items().get(0));
    if ("module".equals(kind)) {
      return list.items().get(1);
    }
    if (!"storage".equals(kind)
        || list.items().size() < 5
        || !(list.items().get(1) instanceof PickleName storage)
        || !(list.items().get(4) instanceof Long count)) {
      return null;
    }
    String key = text(list.items().get(2));
    if (key == null) {
      return null;
    }
    TorchType type = TorchType.ofStorage(storage.name());
    if (list.items().size() > 5 && list.items().get(5) instanceof PickleList view) {
      return view.items().size() == 3
              && view.items().get(1) instanceof Long offset
              && view.items().get(2) instanceof Long size
              && offset >= 0
              && size >= 0
          ? file.add(new TorchStorage(type, key, count, offset, size))
          : null;
    }
    return file.add(new TorchStorage(type, key, count, 0, count));
  }

  static @Nullable String text(Object value) {
    return value instanceof String text
        ? text
        : value instanceof PickleBytes bytes ? bytes.string() : null;
  }
}
