package org.collapsar.hdf5;

import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.BTreeIndex;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import java.util.BitSet;
import java.util.Collection;

/**
 * Reads where the chunks of a dataset are. B-trees and single chunks by jHDF; arrays of chunks by
 * {@link ArrayIndex}, since jHDF 0.13.0 stops at the first chunk that was never written, and mixes
 * chunks up where sizes may grow (findings/jhdf-chunks-of-newer-files.sh).
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
          add(
              table,
              chunking,
              new BTreeIndex(
                      storage, address, new DatasetInfo(size, chunking.sizes(), chunking.chunk()))
                  .getAllChunks());
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

  private static int mask(BitSet bits) {
    long[] words = bits.toLongArray();
    return words.length == 0 ? 0 : (int) words[0];
  }
}
