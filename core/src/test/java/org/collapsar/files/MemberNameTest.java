package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.collapsar.files.torch.TorchBytes.sizes;
import static org.collapsar.files.torch.TorchBytes.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.torch.PickleWriter;
import org.collapsar.files.torch.TorchBytes;
import org.collapsar.files.torch.TorchBytes.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of members, on a checkpoint as a trainer writes it. */
class MemberNameTest {
  @TempDir Path directory;
  private Path file;

  private static PickleWriter.Value row(int first, int columns) {
    Storage storage = Storage.of("LongStorage", "0", 8);
    return tensor(storage, first, sizes(1, columns), sizes(columns, 1));
  }

  @BeforeEach
  void write() throws IOException {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("module.fc.weight", row(0, 2));
    model.put("module.other.weight", row(1, 3));
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("args", PickleWriter.instance("argparse", "Namespace", Map.of("lr", 0.1)));
    root.put("state_dict", model);
    root.put("ema", Map.of("_orig_mod.head.weight", row(2, 4)));
    root.put(
        "optimizer", Map.of("state", Map.of(0, Map.of("m", row(3, 5))), "param_groups", List.of()));
    byte[] numbers = new byte[64];
    for (int i = 0; i < 8; i++) {
      numbers[8 * i] = (byte) i;
    }
    file = Files.write(directory.resolve("a.pt"), TorchBytes.zip(root, Map.of("0", numbers)));
  }

  private int columns(String name) {
    List<NamedRows> tables = TableFile.open(file + ":" + name);
    assertThat(tables).hasSize(1);
    return tables.get(0).rows().columns();
  }

  @Test
  void theWholePathOrItsEndWithoutWrappers() {
    assertThat(columns("state_dict.module.fc.weight")).isEqualTo(2);
    assertThat(columns("state_dict.fc.weight")).isEqualTo(2);
    assertThat(columns("module.fc.weight")).isEqualTo(2);
    assertThat(columns("fc.weight")).isEqualTo(2);
    assertThat(columns("head.weight")).isEqualTo(4);
    assertThat(columns("optimizer.state.0.m")).isEqualTo(5);
    assertThat(columns("m")).isEqualTo(5);
  }

  @Test
  void whatIsPassedOverIsNoTable() {
    assertThat(TableFile.open(file.toString()))
        .extracting(NamedRows::name)
        .containsExactly(
            "state_dict.module.fc.weight",
            "state_dict.module.other.weight",
            "ema._orig_mod.head.weight");
  }

  /** {"features": [batch, batch], ..}. */
  @Test
  void aListOfBatchesIsNoMember() throws IOException {
    Object batches = Map.of("features", List.of(row(0, 2), row(2, 2)));
    Files.write(file, TorchBytes.zip(batches, Map.of("0", new byte[64])));
    assertThatThrownBy(() -> TableFile.open(file + ":features"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected a member \"features\", found features.0 (")
        .hasMessageEndingWith(
            "; features is a list: save it as one array (torch.cat, numpy.concatenate)");
  }

  /** [(features of a sample, label), ..], as loops append them. */
  @Test
  void samplesApartAreToBeStacked() throws IOException {
    Object samples = List.of(vector(0), vector(2), vector(4));
    Files.write(file, TorchBytes.zip(samples, Map.of("0", new byte[64])));
    assertThatThrownBy(() -> TableFile.open(file.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected a table of 2 dimensions, found 0 (2 int64), 1 (2 int64)")
        .hasMessageEndingWith("; save them as one array (torch.stack, numpy.stack)");
  }

  private static PickleWriter.Value vector(int first) {
    return tensor(Storage.of("LongStorage", "0", 8), first, sizes(2), sizes(1));
  }

  @Test
  void severalNoneAndWhatIsInAnObject() {
    assertThatThrownBy(() -> columns("weight"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ": expected one member \"weight\", found state_dict.module.fc.weight,"
                + " state_dict.module.other.weight, ema._orig_mod.head.weight");
    assertThatThrownBy(() -> columns("c.weight"))
        .hasMessageContaining(
            "expected a member \"c.weight\", found state_dict.module.fc.weight (1 x 2");
    assertThatThrownBy(() -> columns("module"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected a member \"module\"");
    assertThatThrownBy(() -> columns("args.lr"))
        .hasMessage(
            file
                + ":args: expected a tensor, found argparse.Namespace: save model.state_dict() or"
                + " tensors alone");
  }
}
