package org.collapsar.data.images;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.InflatedBytes;
import org.collapsar.files.io.ZipDirectory;
import org.collapsar.files.io.ZipMember;

/** The members of a ZIP archive, which is not unpacked. */
final class ZipFiles extends ListedFiles {
  private final FileBytes archive;
  private final List<ZipMember> packed = new ArrayList<>();
  private final Map<Member, Bytes> open = new HashMap<>();

  ZipFiles(String label, Path path, long length) throws IOException {
    super(label, "ZIP archive");
    this.archive = new FileBytes(path, 0, length);
    for (ZipMember member : ZipDirectory.read(label, archive, length)) {
      if (member.name().endsWith("/")) {
        listFolder(member.name());
      } else if (list(member.name(), member.size())) {
        packed.add(member);
      }
    }
  }

  @Override
  public byte[] read(Member member) throws IOException {
    ZipMember zip = packed.get(member.number());
    byte[] content = new byte[(int) zip.size()];
    Bytes bytes = archive.slice(zip.start());
    if (!zip.deflated()) {
      bytes.read(0, ByteBuffer.wrap(content));
    } else {
      try (InputStream in = InflatedBytes.stream(zip, bytes)) {
        if (in.readNBytes(content, 0, content.length) < content.length) {
          throw new BrokenImageException(
              where(member) + ": expected a whole member, found a cut one");
        }
      } catch (ZipException | EOFException e) {
        throw new BrokenImageException(
            where(member) + ": expected a whole member, found a damaged one", e);
      }
    }
    CRC32 crc = new CRC32();
    crc.update(content);
    if (crc.getValue() != zip.crc()) {
      throw new BrokenImageException(
          where(member) + ": expected a CRC that is right, found damaged bytes");
    }
    return content;
  }

  @Override
  public synchronized Bytes bytes(Member member) {
    ZipMember zip = packed.get(member.number());
    Bytes bytes = archive.slice(zip.start());
    return zip.deflated()
        ? open.computeIfAbsent(member, m -> new InflatedBytes(where(m), zip, bytes, 0))
        : bytes;
  }

  @Override
  public synchronized void close() {
    open.values().forEach(Bytes::close);
    archive.close();
  }
}
