package org.collapsar.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.statistics.IntStatistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * What a file says of itself at its end.
 *
 * @param rows of all row groups
 * @param values by column, those of all row groups; an empty list and null count as one
 * @param largest by column of integers, where statistics have it
 */
record Footer(
    MessageType schema,
    String createdBy,
    long rows,
    Map<ColumnPath, Long> values,
    Map<ColumnPath, Integer> largest) {

  /** Opens a file, to be read by {@link ParquetFileReader#readNextRowGroup}. */
  static ParquetFileReader open(Path path) throws IOException {
    return ParquetFileReader.open(
        new LocalInputFile(path),
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs())
            .usePageChecksumVerification(true)
            .build());
  }

  static Footer read(Path path) throws IOException {
    try (ParquetFileReader reader = open(path)) {
      return of(reader.getFooter());
    }
  }

  private static Footer of(ParquetMetadata metadata) {
    long rows = 0;
    Map<ColumnPath, Long> values = new HashMap<>();
    Map<ColumnPath, Integer> largest = new HashMap<>();
    for (BlockMetaData block : metadata.getBlocks()) {
      rows = Math.addExact(rows, block.getRowCount());
      for (ColumnChunkMetaData column : block.getColumns()) {
        values.merge(column.getPath(), column.getValueCount(), Math::addExact);
        if (column.getStatistics() instanceof IntStatistics s && s.hasNonNullValue()) {
          largest.merge(column.getPath(), s.getMax(), Math::max);
        }
      }
    }
    String createdBy = metadata.getFileMetaData().getCreatedBy();
    return new Footer(
        metadata.getFileMetaData().getSchema(),
        createdBy == null ? "" : createdBy,
        rows,
        values,
        largest);
  }
}
