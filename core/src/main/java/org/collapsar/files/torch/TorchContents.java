package org.collapsar.files.torch;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A file whose pickle is read: its value, and where the numbers are that it speaks of.
 *
 * @param label of the file, for messages
 * @param root the value
 * @param pickle the region that places in the pickle count from
 * @param storages where the numbers of storages are
 */
record TorchContents(String label, Object root, Region pickle, Storages storages) {

  /**
   * How many numbers an array may claim that has more than its storage: a stride of 0 does that.
   */
  private static final BigInteger MAX_EXPANDED = BigInteger.ONE.shiftLeft(24);

  /** The places of storages. */
  interface Storages {
    /** All numbers under a storage's key; null where the file has none. */
    @Nullable Region find(TorchStorage storage);
  }

  /**
   * The arrays, as the value has them.
   *
   * @throws org.collapsar.BadInputException when there are too many
   */
  List<TorchArray> arrays() {
    List<TorchArray> arrays = new ArrayList<>();
    for (TorchMembers.Member member : TorchMembers.of(label, root)) {
      arrays.add(array(member));
      if (member.value() instanceof Described complex && complex.isComplexTensor()) {
        String before = member.name().isEmpty() ? "" : member.name() + ".";
        arrays.add(array(new TorchMembers.Member(before + "real", complex.part(false), true)));
        arrays.add(array(new TorchMembers.Member(before + "imag", complex.part(true), true)));
      }
    }
    return arrays;
  }

  /** What to save in place of an object of a class. */
  private static String instead(String name) {
    if (name.startsWith("pandas.")) {
      return "save x.to_numpy() with numpy.save";
    } else if (name.startsWith("torch.utils.data.")) {
      return "save the tensors in it, as dict(features=x.tensors[0], labels=x.tensors[1])";
    } else if (name.startsWith("scipy.sparse")) {
      return "save x.toarray() with numpy.save";
    }
    return "save model.state_dict() or tensors alone";
  }

  private TorchArray array(TorchMembers.Member member) {
    if (member.value() instanceof PickleObject object) {
      TorchType what = TorchType.unknown(object.what());
      return TorchArray.refused(
          member.name(),
          what,
          List.of(),
          "expected a tensor, found " + what.name() + ": " + instead(what.name()),
          true);
    }
    if (member.value() instanceof TorchMembers.Numbers numbers) {
      return list(member, numbers);
    }
    Described described = (Described) member.value();
    try {
      return array(member, described);
    } catch (Unfit e) {
      return TorchArray.refused(
          member.name(), described.type(), described.shape(), e.refusal, member.aside());
    }
  }

  private static TorchArray list(TorchMembers.Member member, TorchMembers.Numbers list) {
    boolean fractions = list.items().stream().anyMatch(Double.class::isInstance);
    TorchType type = fractions ? TorchType.FLOAT64 : TorchType.INT64;
    return new TorchArray(
        member.name(),
        type.name(),
        ByteOrder.LITTLE_ENDIAN,
        list.shape(),
        Described.steps(list.shape(), false),
        new ListBytes(list.items(), fractions),
        null,
        member.aside());
  }

  /** What does not fit: the array cannot be read. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final String refusal;

    Unfit(String refusal) {
      super(refusal);
      this.refusal = refusal;
    }
  }

  private TorchArray array(TorchMembers.Member member, Described described) throws Unfit {
    if (described.refusal() != null) {
      throw new Unfit(described.refusal());
    }
    if (!described.type().isReal()) {
      throw new Unfit(
          "expected real numbers, found "
              + described.type().name()
              + (described.isComplexTensor() ? ": name one of its parts, .real or .imag" : ""));
    }
    BigInteger numbers = BigInteger.ONE;
    for (long size : described.shape()) {
      numbers = numbers.multiply(BigInteger.valueOf(size));
    }
    if (numbers.compareTo(MAX_EXPANDED.max(span(described))) > 0) {
      throw new Unfit(
          "expected at most "
              + MAX_EXPANDED
              + " numbers in an expanded tensor, found "
              + StoredArray.shapeText(described.shape())
              + ": save x.contiguous()");
    }
    Region data =
        described.source() instanceof TorchStorage storage
            ? ofStorage(described, storage)
            : inPickle(member, described, (PickleBytes) described.source());
    Bytes bytes = data.from(0);
    return new TorchArray(
        member.name(),
        described.type().name(),
        data.order(),
        described.shape(),
        described.strides(),
        described.negated() ? new Negated(bytes, described.type().bytes(), data.order()) : bytes,
        null,
        member.aside());
  }

  /** The part of the storage that begins with the array's first number. */
  private Region ofStorage(Described described, TorchStorage storage) throws Unfit {
    Region region = storages.find(storage);
    if (region == null) {
      throw new Unfit(
          "expected the numbers of storage "
              + StoredArray.shown(storage.key())
              + " in the file, found none");
    }
    int unit = storage.type().bytes();
    BigInteger stated = product(storage.stated(), unit);
    BigInteger first = product(storage.offset(), unit);
    BigInteger end = first.add(product(storage.count(), unit));
    if (!stated.equals(BigInteger.valueOf(region.length())) || end.compareTo(stated) > 0) {
      throw new Unfit(
          "expected a storage of " + stated.max(end) + " bytes, found " + region.length());
    }
    int size = described.type().bytes();
    BigInteger start = first.add(product(described.offset(), size));
    BigInteger needed = start.add(span(described).multiply(BigInteger.valueOf(size)));
    if (needed.compareTo(end) > 0) {
      throw new Unfit(
          "expected its numbers within the "
              + end
              + " bytes of its storage, found that they end at byte "
              + needed);
    }
    return region.part(start.longValueExact(), region.length() - start.longValueExact());
  }

  private Region inPickle(TorchMembers.Member member, Described described, PickleBytes data)
      throws Unfit {
    BigInteger needed = span(described).multiply(BigInteger.valueOf(described.type().bytes()));
    ByteOrder order = described.order() == null ? pickle.order() : described.order();
    if (needed.bitLength() >= Long.SIZE || !data.canHold(needed.longValueExact())) {
      throw new Unfit("expected " + needed + " bytes of numbers, found " + data.length());
    }
    long length = needed.longValueExact();
    byte[] content = data.content();
    if (content != null) {
      return new Region(from -> new ContentBytes(content, from), length, order);
    }
    Region there = pickle.part(data.position(), data.length());
    return data.text()
        ? new Region(
            from ->
                new TextBytes(
                    label + ":" + member.name(), there.from(0), data.length(), from, length),
            length,
            order)
        : new Region(there.bytes(), length, order);
  }

  /** From the first number to the last, both counted; 0 where there is none. */
  private static BigInteger span(Described described) {
    List<Long> shape = described.shape();
    if (shape.contains(0L)) {
      return BigInteger.ZERO;
    }
    BigInteger last = BigInteger.ZERO;
    for (int i = 0; i < shape.size(); i++) {
      last = last.add(product(shape.get(i) - 1, described.strides().get(i)));
    }
    return last.add(BigInteger.ONE);
  }

  private static BigInteger product(long a, long b) {
    return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
  }
}
