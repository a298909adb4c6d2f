package org.collapsar.hdf5;

import io.jhdf.ObjectHeader;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A variable that Octave's {@code save -hdf5} writes (seen in 7.3): a group with a mark, in it the
 * datasets {@code type}, a word, and {@code value}, whose dimensions are reversed as MATLAB's are.
 *
 * @param type Octave's word: "matrix", "float matrix", "bool matrix", "scalar struct", ..
 * @param value the link to the numbers, or to a group of them
 * @param isEmpty whether the numbers in the file are sizes of an array without numbers
 */
record OctaveVariable(String type, Link value, boolean isEmpty) {
  private static final String MARK = "OCTAVE_NEW_FORMAT";
  private static final String EMPTY = "OCTAVE_EMPTY_MATRIX";

  /** More than any type's name has. */
  private static final int LONGEST_WORD = 100;

  /**
   * The variable that a group is; null for every other group.
   *
   * @param members of the group
   * @param headers of what a link leads to; null where it leads nowhere
   */
  static @Nullable OctaveVariable of(
      ObjectHeader group,
      List<Link> members,
      Storage storage,
      Function<Link, @Nullable ObjectHeader> headers) {
    if (!has(group, MARK)) {
      return null;
    }
    Link value = member(members, "value");
    Link type = member(members, "type");
    ObjectHeader typeHeader = type == null ? null : headers.apply(type);
    return value == null || typeHeader == null
        ? null
        : new OctaveVariable(word(typeHeader, storage), value, has(group, EMPTY));
  }

  /** Why it is not read; null where it is. */
  @Nullable String refusal() {
    if (isEmpty) {
      return "expected at least one number, found an empty array of Octave";
    } else if (type.contains("sparse")) {
      return "expected a full matrix, found a sparse one of Octave; full(X) makes one";
    } else if (type.contains("range")) {
      return "expected numbers, found a range of Octave (its ends alone); full(X) makes a matrix";
    } else if (type.contains("complex")) {
      return "expected real numbers, found complex ones of Octave; real(X) and imag(X) are real";
    } else if (type.contains("string")) {
      return "expected numbers, found text of Octave";
    } else if (type.equals("cell")) {
      return "expected numbers, found a cell array of Octave; cell2mat(X) makes a matrix";
    } else if (type.equals("struct")) {
      return "expected numbers, found an array of structs of Octave";
    }
    return null;
  }

  /** What it is, for messages. */
  String words() {
    return type.isBlank() ? "an unknown variable of Octave" : "a variable of Octave: " + type;
  }

  /** Whether its value is a group of further variables. */
  boolean isStruct() {
    return type.equals("scalar struct");
  }

  private static boolean has(ObjectHeader group, String attribute) {
    return group.getMessagesOfType(AttributeMessage.class).stream()
        .anyMatch(a -> a.getName().equals(attribute));
  }

  private static @Nullable Link member(List<Link> members, String name) {
    return members.stream().filter(l -> l.name().equals(name)).findFirst().orElse(null);
  }

  /** A text of fixed length; none where it is stored in another way. */
  private static String word(ObjectHeader header, Storage storage) {
    if (header.hasMessageOfType(DataTypeMessage.class)
        && header.hasMessageOfType(ContiguousDataLayoutMessage.class)
        && header.getMessageOfType(DataTypeMessage.class).getDataType() instanceof StringData text
        && text.getSize() <= LONGEST_WORD) {
      long address = header.getMessageOfType(ContiguousDataLayoutMessage.class).getAddress();
      if (storage.has(address, text.getSize())) {
        ByteBuffer bytes = storage.readBufferFromAddress(address, text.getSize());
        return StandardCharsets.US_ASCII.decode(bytes).toString().replaceFirst("\0.*", "");
      }
    }
    return "";
  }
}
