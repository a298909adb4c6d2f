package org.collapsar.parquet;

import java.io.IOException;
import org.apache.parquet.Version;
import org.apache.parquet.schema.MessageTypeParser;
import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.Modules;
import org.xerial.snappy.Snappy;

/** The module parquet. */
public final class ParquetModule implements InstalledModule {

  @Override
  public String name() {
    return Modules.PARQUET.name();
  }

  /** Packs and unpacks a text by the native library that most files need, and parses a schema. */
  @Override
  public String library() throws IOException {
    byte[] text = "collapse".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    if (!java.util.Arrays.equals(Snappy.uncompress(Snappy.compress(text)), text)) {
      throw new IOException("expected the bytes that were packed, found others");
    }
    MessageTypeParser.parseMessageType("message m { required float x; }");
    return "Parquet " + Version.VERSION_NUMBER;
  }
}
