package org.collapsar.hdf5;

import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name in a group, and what it leads to.
 *
 * @param address of an object header; -1 where the name leads elsewhere
 * @param path in this file of a soft link, or null
 * @param external file and path of an external link, or null
 */
record Link(String name, long address, @Nullable String path, @Nullable String external) {
  private static final long NOWHERE = -1;

  /** Bytes of the hash of a name, before the place of its link. */
  private static final int HASH = 4;

  /** Symbol table entries of this kind hold a soft link. */
  private static final int SOFT = 2;

  /** Whether an object with this header is a group. */
  static boolean isGroup(ObjectHeader header) {
    return header.hasMessageOfType(SymbolTableMessage.class)
        || header.hasMessageOfType(LinkInfoMessage.class)
        || header.hasMessageOfType(LinkMessage.class);
  }

  /**
   * The links of a group: in the order of their creation where the file keeps it, else by name.
   * jHDF's own order is that of hashes.
   */
  static List<Link> of(ObjectHeader group, Storage storage) {
    List<Link> links = new ArrayList<>();
    if (group.hasMessageOfType(SymbolTableMessage.class)) {
      readTable(group.getMessageOfType(SymbolTableMessage.class), storage, links);
      links.sort(Comparator.comparing(Link::name));
      return links;
    }
    boolean tracked =
        group.hasMessageOfType(LinkInfoMessage.class)
            && group.getMessageOfType(LinkInfoMessage.class).isLinkCreationOrderTracked();
    List<LinkMessage> messages = new ArrayList<>(messages(group, storage));
    messages.sort(
        tracked
            ? Comparator.comparingLong(LinkMessage::getCreationOrder)
            : Comparator.comparing(LinkMessage::getLinkName));
    for (LinkMessage message : messages) {
      links.add(of(message));
    }
    return links;
  }

  /** Groups of the first format: a B-tree of tables, and a heap of names. */
  private static void readTable(SymbolTableMessage table, Storage storage, List<Link> links) {
    ByteBuffer names = new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer();
    for (long node :
        BTreeV1.createGroupBTree(storage, table.getBTreeAddress()).getChildAddresses()) {
      for (SymbolTableEntry entry :
          new GroupSymbolTableNode(storage, node).getSymbolTableEntries()) {
        String name = Utils.readUntilNull(names.position(entry.getLinkNameOffset()));
        links.add(
            entry.getCacheType() == SOFT
                ? soft(name, Utils.readUntilNull(names.position(entry.getLinkValueOffset())))
                : new Link(name, entry.getObjectHeaderAddress(), null, null));
      }
    }
  }

  /** Groups of the newer format: a few links stand in the header, many in a heap. */
  private static List<LinkMessage> messages(ObjectHeader group, Storage storage) {
    if (!group.hasMessageOfType(LinkInfoMessage.class)
        || group.getMessageOfType(LinkInfoMessage.class).getBTreeNameIndexAddress() == NOWHERE) {
      return group.getMessagesOfType(LinkMessage.class);
    }
    LinkInfoMessage info = group.getMessageOfType(LinkInfoMessage.class);
    ObjectHeap heap = new ObjectHeap(storage, info.getFractalHeapAddress());
    List<LinkMessage> links = new ArrayList<>();
    RecordTree.read(
        storage,
        info.getBTreeNameIndexAddress(),
        found -> {
          ByteBuffer id = found.slice(HASH, found.limit() - HASH).order(found.order());
          links.add(LinkMessage.fromBuffer(heap.object(id), storage.getSuperblock()));
        });
    return links;
  }

  private static Link of(LinkMessage message) {
    return switch (message.getLinkType()) {
      case HARD -> new Link(message.getLinkName(), message.getHardLinkAddress(), null, null);
      case SOFT -> soft(message.getLinkName(), message.getSoftLink());
      case EXTERNAL ->
          new Link(
              message.getLinkName(),
              NOWHERE,
              null,
              message.getExternalFile() + " " + message.getExternalPath());
    };
  }

  private static Link soft(String name, String path) {
    return new Link(name, NOWHERE, path, null);
  }
}
