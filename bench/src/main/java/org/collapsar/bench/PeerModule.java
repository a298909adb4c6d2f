package org.collapsar.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The algorithm of the Python package neural-collapse as a TorchScript module. DJL has no
 * pseudo-inverse among its array operations; libtorch has, and TorchScript reaches it: the module
 * runs in libtorch as a whole, without Java between its operations.
 *
 * <p>The archive is that of torch.jit.save: source, a pickled object of one attribute, no constants
 * and no weights.
 */
final class PeerModule {
  /** Of archives that need no operator replaced by its older self. */
  private static final String FORMAT_VERSION = "10\n";

  /**
   * h [n x D] and w [K x D] float32, y [n] int64, batch an int64 number: rows that are worked on at
   * a time. Gives [2]: tr(Sigma_W Sigma_B^+)/K, and the number of samples whose nearest class mean
   * and largest logit differ.
   */
  private static final String SOURCE =
      """
      class Peer(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Peer,
          h: Tensor,
          y: Tensor,
          w: Tensor,
          batch: Tensor) -> Tensor:
          n = torch.size(h, 0)
          d = torch.size(h, 1)
          k = torch.size(w, 0)
          b = int(batch)
          blocks = torch.floordiv(torch.sub(torch.add(n, b), 1), b)
          range_k = torch.arange(k)
          counts = torch.zeros([k])
          totals = torch.zeros([k, d])
          for i in range(blocks):
            start = torch.mul(i, b)
            x = torch.slice(h, 0, start, torch.add(start, b), 1)
            t = torch.slice(y, 0, start, torch.add(start, b), 1)
            hot = torch.type_as(torch.eq(torch.unsqueeze(t, 1), range_k), h)
            counts = torch.add(counts, torch.sum(hot, [0]))
            totals = torch.add(totals, torch.matmul(torch.t(hot), x))
          means = torch.div(totals, torch.unsqueeze(counts, 1))
          centre = torch.sum(torch.mul(means, means), [1])
          within = torch.zeros([d, d])
          differ = torch.zeros([1])
          for j in range(blocks):
            start0 = torch.mul(j, b)
            x0 = torch.slice(h, 0, start0, torch.add(start0, b), 1)
            t0 = torch.slice(y, 0, start0, torch.add(start0, b), 1)
            diff = torch.sub(x0, torch.index_select(means, 0, t0))
            within = torch.add_(within, torch.matmul(torch.t(diff), diff))
            norms = torch.unsqueeze(torch.sum(torch.mul(x0, x0), [1]), 1)
            dots = torch.matmul(x0, torch.t(means))
            dists = torch.sub(torch.add(norms, centre), torch.mul(dots, 2))
            nearest = torch.argmin(dists, -1)
            largest = torch.argmax(torch.matmul(x0, torch.t(w)), -1)
            differ = torch.add(differ, torch.sum(torch.type_as(torch.ne(nearest, largest), h)))
          within0 = torch.div(within, n)
          centred = torch.sub(means, torch.mean(means, [0]))
          between = torch.div(torch.matmul(torch.t(centred), centred), k)
          product = torch.matmul(torch.linalg_pinv(between), within0)
          nc1 = torch.div(torch.trace(product), k)
          return torch.cat([torch.reshape(nc1, [1]), differ])
      """;

  private PeerModule() {}

  /** The archive. */
  static byte[] archive() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      stored(zip, "peer/data.pkl", pickledObject());
      stored(zip, "peer/code/__torch__.py", ascii(SOURCE));
      stored(zip, "peer/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      stored(zip, "peer/version", ascii(FORMAT_VERSION));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** __torch__.Peer with {training: False}, in pickle's protocol 2. */
  private static byte[] pickledObject() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x80, 2});
    out.write(ascii("c__torch__\nPeer\n)"));
    out.write(0x81);
    out.write(ascii("}(X"));
    writeLength(out, "training".length());
    out.write(ascii("training"));
    out.write(0x89);
    out.write(ascii("ub."));
    return out.toByteArray();
  }

  private static void writeLength(OutputStream out, int length) throws IOException {
    out.write(
        ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(length).array());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void stored(ZipOutputStream zip, String name, byte[] data) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(data);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(data.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }
}
