package org.collapsar.files.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.collapsar.files.torch.PickleWriter.call;
import static org.collapsar.files.torch.PickleWriter.floats;
import static org.collapsar.files.torch.PickleWriter.instance;
import static org.collapsar.files.torch.PickleWriter.object;
import static org.collapsar.files.torch.TorchBytes.old;
import static org.collapsar.files.torch.TorchBytes.ordered;
import static org.collapsar.files.torch.TorchBytes.sizes;
import static org.collapsar.files.torch.TorchBytes.tensor;
import static org.collapsar.files.torch.TorchBytes.typed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.torch.TorchBytes.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchFormatTest {
  private static final Storage SIX = Storage.of("FloatStorage", "0", 6);
  private static final Map<String, byte[]> BYTES = Map.of("0", floats(1, 2, 3, 4, 5, 6));
  private static final PickleWriter.Value TABLE = tensor(SIX, 0, sizes(2, 3), sizes(3, 1));

  @TempDir Path directory;

  private List<StoredArray> arrays(byte[] file) {
    try {
      return TorchArrays.open(Files.write(directory.resolve("a.pt"), file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static StoredArray named(List<StoredArray> arrays, String name) {
    return arrays.stream().filter(array -> array.name().equals(name)).findFirst().orElseThrow();
  }

  private List<Double> values(Object root, String name) {
    return TorchArrays.values(named(arrays(TorchBytes.zip(root, BYTES)), name));
  }

  private String refusal(Object root) {
    List<StoredArray> arrays = arrays(TorchBytes.zip(root, BYTES));
    return arrays.get(0).refusal();
  }

  /** Every view in both layouts, over one storage. */
  @Test
  void readsViewsOfAStorage() {
    Map<String, Object> views = new LinkedHashMap<>();
    views.put("table", TABLE);
    views.put("old", old(SIX, 0, sizes(2, 3), sizes(3, 1)));
    views.put("transposed", tensor(SIX, 0, sizes(3, 2), sizes(1, 3)));
    views.put("column", tensor(SIX, 1, sizes(2), sizes(3)));
    views.put("strided", tensor(SIX, 1, sizes(2, 2), sizes(3, 1)));
    views.put("expanded", tensor(SIX, 3, sizes(2, 3), sizes(0, 1)));
    views.put("constant", tensor(SIX, 5, sizes(4), sizes(0)));
    views.put("cube", tensor(SIX, 0, sizes(2, 1, 3), sizes(1, 6, 2)));
    views.put("scalar", tensor(SIX, 2, sizes(), sizes()));
    views.put("empty", tensor(SIX, 6, sizes(0, 3), sizes(3, 1)));
    for (byte[] file :
        List.of(
            TorchBytes.zip(ordered(views), BYTES), TorchBytes.legacy(ordered(views), BYTES, 4))) {
      List<StoredArray> arrays = arrays(file);
      assertThat(arrays.stream().map(StoredArray::name)).containsExactlyElementsOf(views.keySet());
      assertThat(arrays).allMatch(array -> array.refusal() == null);
      assertThat(TorchArrays.values(named(arrays, "table")))
          .containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
      assertThat(TorchArrays.values(named(arrays, "old")))
          .containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
      assertThat(TorchArrays.values(named(arrays, "transposed")))
          .containsExactly(1.0, 4.0, 2.0, 5.0, 3.0, 6.0);
      assertThat(TorchArrays.values(named(arrays, "column"))).containsExactly(2.0, 5.0);
      assertThat(TorchArrays.values(named(arrays, "strided"))).containsExactly(2.0, 3.0, 5.0, 6.0);
      assertThat(TorchArrays.values(named(arrays, "expanded")))
          .containsExactly(4.0, 5.0, 6.0, 4.0, 5.0, 6.0);
      assertThat(TorchArrays.values(named(arrays, "constant"))).containsOnly(6.0).hasSize(4);
      assertThat(TorchArrays.values(named(arrays, "cube")))
          .containsExactly(1.0, 3.0, 5.0, 2.0, 4.0, 6.0);
      assertThat(TorchArrays.values(named(arrays, "scalar"))).containsExactly(3.0);
      assertThat(named(arrays, "empty").shape()).containsExactly(0L, 3L);
    }
  }

  /** In the legacy layout a storage can be a part of another one. */
  @Test
  void readsPartsOfAStorage() {
    Storage part = new Storage("FloatStorage", "0", "cuda:0", 6, new Object[] {"9", 2L, 3L});
    byte[] file = TorchBytes.legacy(List.of(tensor(part, 1, sizes(2), sizes(1))), BYTES, 4);
    assertThat(TorchArrays.values(arrays(file).get(0))).containsExactly(4.0, 5.0);
    byte[] beyond = TorchBytes.legacy(List.of(tensor(part, 2, sizes(2), sizes(1))), BYTES, 4);
    assertThat(arrays(beyond).get(0).refusal())
        .isEqualTo(
            "expected its numbers within the 20 bytes of its storage, found that they end at byte"
                + " 24");
  }

  @Test
  void readsTypesWithoutAStorageOfTheirOwn() {
    Storage bytes = Storage.of("UntypedStorage", "0", 4);
    Map<String, byte[]> content = Map.of("0", new byte[] {0x38, 0x40, (byte) 0xff, (byte) 0xff});
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("float8", typed("float8_e4m3fn", bytes, 0, sizes(2), sizes(1)));
    all.put("uint16", typed("uint16", bytes, 1, sizes(1), sizes(1)));
    all.put("unknown", typed("float4_e2m1fn_x2", bytes, 0, sizes(2), sizes(1)));
    List<StoredArray> arrays = arrays(TorchBytes.zip(all, content));
    assertThat(TorchArrays.values(arrays.get(0))).containsExactly(1.0, 2.0);
    assertThat(TorchArrays.values(arrays.get(1))).containsExactly(65535.0);
    assertThat(arrays.get(2).refusal()).isEqualTo("expected real numbers, found float4_e2m1fn_x2");
  }

  @Test
  void readsNegatedNumbersAndPartsOfComplexOnes() {
    assertThat(values(List.of(tensor(SIX, 0, sizes(2), sizes(2), Map.of("neg", true))), "0"))
        .containsExactly(-1.0, -3.0);
    Storage complex = Storage.of("ComplexFloatStorage", "0", 3);
    Object root = Map.of("z", tensor(complex, 1, sizes(2), sizes(1), Map.of("conj", true)));
    assertThat(refusal(root))
        .isEqualTo("expected real numbers, found complex64: name one of its parts, .real or .imag");
    assertThat(values(root, "z.real")).containsExactly(3.0, 5.0);
    assertThat(values(root, "z.imag")).containsExactly(-4.0, -6.0);
  }

  @Test
  void findsTensorsInWhatIsPutAroundThem() {
    PickleWriter.Value parameter =
        call("torch._utils", "_rebuild_parameter", TABLE, true, call("collections", "OrderedDict"));
    PickleWriter.Value ofType =
        call(
            "torch._tensor",
            "_rebuild_from_type_v2",
            PickleWriter.named("torch._utils", "_rebuild_tensor_v2"),
            PickleWriter.named("mine", "Tensor"),
            new Object[] {SIX, 0, new Object[] {6}, new Object[] {1}, false, null},
            Map.of());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("epoch", 3);
    root.put("args", instance("argparse", "Namespace", Map.of("lr", 0.1, "w", TABLE)));
    root.put("state_dict", ordered(Map.of("module.fc.weight", parameter)));
    root.put(
        "optimizer", Map.of("state", Map.of(0, Map.of("m", TABLE)), "param_groups", List.of()));
    root.put("more", List.of(ofType, new Object[] {TABLE, null}));
    root.put("labels", List.of(1, 0, 300));
    List<StoredArray> arrays = arrays(TorchBytes.zip(root, BYTES));
    assertThat(arrays.stream().filter(array -> !array.aside()).map(StoredArray::name))
        .containsExactly("state_dict.module.fc.weight", "more.0", "more.1.0");
    assertThat(arrays.stream().filter(StoredArray::aside).map(StoredArray::name))
        .containsExactly("args", "optimizer.state.0.m", "labels");
    assertThat(TorchArrays.values(named(arrays, "more.0"))).hasSize(6);
    assertThat(TorchArrays.values(named(arrays, "labels"))).containsExactly(1.0, 0.0, 300.0);
    assertThat(named(arrays, "args").refusal())
        .isEqualTo(
            "expected a tensor, found argparse.Namespace: save model.state_dict() or tensors"
                + " alone");
  }

  /** Lists of Python's own numbers, also in lists. */
  @Test
  void readsListsOfNumbers() {
    assertThat(values(List.of(0.5, 1, true), "")).containsExactly(0.5, 1.0, 1.0);
    Object table = List.of(List.of(1, 2, 3), List.of(4, 5, -1L << 40));
    List<StoredArray> arrays = arrays(TorchBytes.zip(table, BYTES));
    assertThat(arrays.get(0).shape()).containsExactly(2L, 3L);
    assertThat(TorchArrays.values(arrays.get(0))).endsWith((double) (-1L << 40));
  }

  private static Object numpy(
      String code, String order, Object[] shape, boolean fortran, Object data) {
    PickleWriter.Value dtype =
        object(
            call("numpy", "dtype", code, false, true),
            new Object[] {3, order, null, null, null, -1, -1, 0});
    return object(
        call(
            "numpy.core.multiarray",
            "_reconstruct",
            PickleWriter.named("numpy", "ndarray"),
            new Object[] {0},
            new byte[] {'b'}),
        new Object[] {1, shape, dtype, fortran, data});
  }

  @Test
  void readsArraysOfNumPyOfAnyProtocol() {
    byte[] big =
        ByteBuffer.allocate(48).putDouble(1).putDouble(-2).putDouble(3).putDouble(4).array();
    double[] many = new double[5000];
    Arrays.setAll(many, i -> i - 2500.5);
    for (int protocol : new int[] {2, 3, 4, 5}) {
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("c", numpy("f4", "<", new Object[] {2, 3}, false, floats(1, 2, 3, 4, 5, 6)));
      root.put("fortran", numpy("f4", "<", new Object[] {2, 3}, true, floats(1, 2, 3, 4, 5, 6)));
      root.put("big", numpy("f8", ">", new Object[] {6}, false, big));
      root.put("many", numpy("f4", "<", new Object[] {5000, 1}, false, floats(many)));
      root.put("lies", numpy("f4", "<", new Object[] {5000, 9}, false, floats(many)));
      root.put("objects", numpy("O8", "|", new Object[] {1}, false, List.of("x")));
      root.put(
          "old",
          numpy("i2", "<", new Object[] {2}, false, PickleWriter.python2(new byte[] {1, 2, 3, 0})));
      root.put(
          "buffer",
          call(
              "numpy._core.numeric",
              "_frombuffer",
              floats(1, 2, 3, 4),
              call("numpy", "dtype", "f4", false, true),
              new Object[] {2, 2},
              "F"));
      root.put(
          "scalars",
          List.of(
              call(
                  "numpy._core.multiarray",
                  "scalar",
                  call("numpy", "dtype", "i8", false, true),
                  new byte[] {7, 0, 0, 0, 0, 0, 0, 0}),
              8));
      List<StoredArray> arrays = arrays(PickleWriter.of(protocol, root));
      assertThat(TorchArrays.values(named(arrays, "c")))
          .containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
      assertThat(TorchArrays.values(named(arrays, "fortran")))
          .containsExactly(1.0, 3.0, 5.0, 2.0, 4.0, 6.0);
      assertThat(TorchArrays.values(named(arrays, "big"))).startsWith(1.0, -2.0, 3.0, 4.0);
      assertThat(TorchArrays.values(named(arrays, "many")))
          .hasSize(5000)
          .startsWith(-2500.5)
          .endsWith(2498.5);
      assertThat(named(arrays, "lies").refusal())
          .startsWith("expected 180000 bytes of numbers, found");
      assertThat(named(arrays, "objects").refusal())
          .isEqualTo("expected an array of real numbers, found O8");
      assertThat(TorchArrays.values(named(arrays, "old"))).containsExactly(513.0, 3.0);
      assertThat(TorchArrays.values(named(arrays, "buffer"))).containsExactly(1.0, 3.0, 2.0, 4.0);
      assertThat(TorchArrays.values(named(arrays, "scalars"))).containsExactly(7.0, 8.0);
    }
  }

  /** pickle.dump writes a file of torch.save into the pickle, for each tensor. */
  @Test
  void readsTensorsOfAPlainPickle() {
    byte[] inner = TorchBytes.legacy(SIX, BYTES, 4);
    Object tensor =
        call(
            "torch._utils",
            "_rebuild_tensor_v2",
            call("torch.storage", "_load_from_bytes", (Object) inner),
            0,
            new Object[] {2, 3},
            new Object[] {3, 1},
            false,
            Map.of());
    StoredArray array = arrays(PickleWriter.of(4, Map.of("x", tensor))).get(0);
    assertThat(TorchArrays.values(array)).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    assertThat(arrays(PickleWriter.of(2, Map.of("x", tensor))).get(0).refusal())
        .isEqualTo(
            "expected a plain tensor, found one that pickle.dump wrote with protocol 2: save it"
                + " with torch.save");
  }

  /** pickle.dump(features, f); pickle.dump(labels, f). */
  @Test
  void readsPicklesBehindEachOther() {
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.writeBytes(
        PickleWriter.of(4, numpy("u1", "|", new Object[] {2}, false, new byte[] {3, 4})));
    two.writeBytes(PickleWriter.of(4, List.of(1, 0)));
    List<StoredArray> arrays = arrays(two.toByteArray());
    assertThat(TorchArrays.values(named(arrays, "0"))).containsExactly(3.0, 4.0);
    assertThat(TorchArrays.values(named(arrays, "1"))).containsExactly(1.0, 0.0);
  }

  @Test
  void obeysTheOrderOfBytes() {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put(
        "data.pkl",
        PickleWriter.of(2, tensor(Storage.of("IntStorage", "0", 1), 0, sizes(1), sizes(1))));
    members.put("byteorder", new byte[] {'b', 'i', 'g'});
    members.put("data/0", new byte[] {0, 0, 1, 2});
    assertThat(TorchArrays.values(arrays(TorchBytes.archive(members)).get(0)))
        .containsExactly(258.0);
    members.put("byteorder", new byte[] {'p', 'd', 'p'});
    refused(TorchBytes.archive(members), "expected little or big in the member byteorder");
  }

  private void refused(byte[] file, String message) {
    assertThatThrownBy(() -> arrays(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(directory.resolve("a.pt").toString())
        .hasMessageContaining(message);
  }

  @Test
  void refusesOneArrayAndReadsTheOthers() {
    assertThat(refusal(List.of(tensor(SIX, 4, sizes(3), sizes(1)))))
        .isEqualTo(
            "expected its numbers within the 24 bytes of its storage, found that they end at byte"
                + " 28");
    assertThat(refusal(List.of(tensor(Storage.of("FloatStorage", "0", 7), 0, sizes(1), sizes(1)))))
        .isEqualTo("expected a storage of 28 bytes, found 24");
    assertThat(refusal(List.of(tensor(Storage.of("FloatStorage", "1", 6), 0, sizes(1), sizes(1)))))
        .isEqualTo("expected the numbers of storage 1 in the file, found none");
    assertThat(refusal(List.of(tensor(SIX, 0, sizes(1L << 62, 1L << 62), sizes(0, 0)))))
        .isEqualTo(
            "expected at most 16777216 numbers in an expanded tensor, found 4611686018427387904 x"
                + " 4611686018427387904: save x.contiguous()");
    assertThat(refusal(List.of(tensor(SIX, 0, sizes(1, 2), sizes(1L << 62, 1L << 62)))))
        .startsWith("expected its numbers within the 24 bytes of its storage");
    assertThat(refusal(List.of(call("torch._utils", "_rebuild_qtensor", SIX, 0, 1))))
        .isEqualTo("expected a plain tensor, found a quantised tensor: save x.dequantize()");
    assertThat(refusal(instance("torch.nn.modules.linear", "Linear", Map.of("w", TABLE))))
        .isEqualTo(
            "expected a tensor, found torch.nn.modules.linear.Linear: save model.state_dict() or"
                + " tensors alone");
    assertThat(refusal(List.of(call("os", "system", "true"))))
        .startsWith("expected a tensor, found os.system");
    // A name can have any character; a message has one line.
    assertThat(arrays(PickleWriter.of(4, List.of(call("a", "b\nc")))).get(0).refusal())
        .startsWith("expected a tensor, found \"a.b\\u000ac\"");
  }

  @Test
  void refusesWholeFiles() {
    Map<String, byte[]> scripted = new LinkedHashMap<>();
    scripted.put("net/data.pkl", PickleWriter.of(2, List.of()));
    scripted.put("net/code/__torch__.py", new byte[1]);
    refused(TorchBytes.archive(scripted), "found a scripted model (torch.jit.save): load it with");
    byte[] legacy = TorchBytes.legacy(TABLE, BYTES, 4);
    refused(Arrays.copyOf(legacy, legacy.length - 1), "(is the file cut?)");
    refused(Arrays.copyOf(legacy, 60), "expected a whole pickle, found the end of the file");
    byte[] version = legacy.clone();
    version[TorchBytes.magic().length + 4]++;
    refused(version, "expected version 1001 of the layout of torch.save, found another");
    byte[] tar = new byte[1024];
    System.arraycopy("sys_info".getBytes(StandardCharsets.US_ASCII), 0, tar, 0, 8);
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    refused(tar, "found the tar layout of PyTorch 0.1: load it with torch.load and save it again");
  }
}
