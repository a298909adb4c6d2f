package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventFileTest {
  /** What TensorBoard's own record writer makes of the same three events. */
  private static final String REFERENCE =
      "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c"
          + "410000000000000000a9c2ab09000000000000044010ac022a330a130a0c6d6574726963732f6c6f"
          + "7373150000803e0a1c0a156e63312e71756f7469656e742f6c6179657220303315acc527379b006a"
          + "5f0f000000000000006d532b09090000000000000c4010073a0208018c2b37c8";

  @Test
  void recordsAreThoseOfTensorBoardsOwnWriter() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventFile file = new EventFile(out, 1.5);
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("metrics/loss", 0.25);
    scalars.put("nc1.quotient/layer 03", 1e-5);
    file.scalars(2.5, 300, scalars);
    file.goesOn(3.5, 7);
    assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(REFERENCE);
  }
}
