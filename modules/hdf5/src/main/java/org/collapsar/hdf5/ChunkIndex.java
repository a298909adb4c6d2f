package org.collapsar.hdf5;

import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collection;

/**
 * Reads where the chunks of a dataset are. The B-tree of older files and single chunks by jHDF, the
 * newer ones by {@link RecordTree} and {@link ArrayIndex}: jHDF 0.13.0 stops at the first chunk
 * that was never written, and mixes chunks up where sizes may grow
 * (findings/jhdf-chunks-of-newer-files.sh).
 */
final class ChunkIndex {
  private static final long NOWHERE = -1;

  private ChunkIndex() {}

  /**
   * All chunks that were written.
   *
   * @param filtered whether chunks go through filters, so that their sizes differ
   */
  static ChunkTable read(
      Storage storage, DataLayoutMessage layout, Chunking chunking, boolean filtered) {
    ChunkTable table = new ChunkTable();
    if (layout instanceof ChunkedDataLayoutMessage old) {
      if (old.getBTreeAddress() != NOWHERE) {
        add(
            table,
            chunking,
            BTreeV1.createDataBTree(storage, old.getBTreeAddress(), chunking.dimensions())
                .getChunks());
      }
    } else {
      readNewer(storage, (ChunkedDataLayoutMessageV4) layout, chunking, filtered, table);
    }
    table.finish();
    return table;
  }

  private static void readNewer(
      Storage storage,
      ChunkedDataLayoutMessageV4 layout,
      Chunking chunking,
      boolean filtered,
      ChunkTable table) {
    long address = layout.getAddress();
    if (address == NOWHERE) {
      return;
    }
    int size = chunking.chunkBytes();
    switch (layout.getIndexingType()) {
      case ChunkedDataLayoutMessageV4.SINGLE_CHUNK_INDEX -> {
        if (layout.isFilteredSingleChunk()) {
          int mask = mask(layout.getFilterMaskFilteredSingleChunk());
          table.add(0, address, layout.getSizeOfFilteredSingleChunk(), mask);
        } else {
          table.add(0, address, size, 0);
        }
      }
      case ChunkedDataLayoutMessageV4.B_TREE_V2_INDEX ->
          RecordTree.read(
              storage, address, record -> add(table, chunking, storage, filtered, record));
      case ChunkedDataLayoutMessageV4.IMPLICIT_INDEX ->
          new ArrayIndex(storage, chunking, table, filtered).implicit(address);
      case ChunkedDataLayoutMessageV4.FIXED_ARRAY_INDEX ->
          new ArrayIndex(storage, chunking, table, filtered).fixed(address);
      default -> new ArrayIndex(storage, chunking, table, filtered).extensible(address);
    }
  }

  private static void add(ChunkTable table, Chunking chunking, Collection<Chunk> chunks) {
    for (Chunk chunk : chunks) {
      long[] place = chunk.getChunkOffset();
      for (int d = 0; d < place.length; d++) {
        place[d] /= chunking.chunk()[d];
      }
      long number = chunking.number(place);
      // A dataset that was made smaller may keep what is outside now.
      if (number >= 0) {
        table.add(number, chunk.getAddress(), chunk.getSize(), mask(chunk.getFilterMask()));
      }
    }
  }

  /** Of a record: address, size and mask where there are filters, place counted in chunks. */
  private static void add(
      ChunkTable table, Chunking chunking, Storage storage, boolean filtered, ByteBuffer record) {
    int places = Long.BYTES * chunking.dimensions();
    int offsets = storage.getSizeOfOffsets();
    int sizeBytes = record.limit() - offsets - Integer.BYTES - places;
    if (filtered ? sizeBytes < 1 || sizeBytes > Long.BYTES : record.limit() != offsets + places) {
      throw new HdfException("records of chunks of " + record.limit() + " bytes");
    }
    long address = RecordTree.number(record, offsets);
    int size = chunking.chunkBytes();
    int mask = 0;
    if (filtered) {
      size = (int) Math.min(RecordTree.number(record, sizeBytes), Integer.MAX_VALUE);
      mask = record.getInt();
    }
    long[] place = new long[chunking.dimensions()];
    for (int d = 0; d < place.length; d++) {
      place[d] = record.getLong();
    }
    long number = chunking.number(place);
    if (number >= 0) {
      table.add(number, address, size, mask);
    }
  }

  private static int mask(BitSet bits) {
    long[] words = bits.toLongArray();
    return words.length == 0 ? 0 : (int) words[0];
  }
}
