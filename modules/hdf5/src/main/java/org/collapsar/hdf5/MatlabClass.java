package org.collapsar.hdf5;

import io.jhdf.ObjectHeader;
import io.jhdf.object.message.AttributeMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What MATLAB says of a variable that it writes as a dataset of HDF5, in attributes. */
final class MatlabClass {
  /** At the beginning of a file of MATLAB 7.3, before the HDF5. */
  static final String MAGIC = "MATLAB 7.3 MAT-file";

  private static final Map<String, String> NOT_NUMBERS =
      Map.of(
          "char", "text",
          "cell", "a cell array",
          "struct", "a struct",
          "function_handle", "a function",
          "FileWrapper__", "an object",
          "table", "a table");

  private MatlabClass() {}

  /** Why a variable is not read, null where it is. */
  static @Nullable String refusal(ObjectHeader header) {
    if (has(header, "MATLAB_empty")) {
      return "expected at least one number, found an empty array of MATLAB";
    } else if (has(header, "MATLAB_sparse")) {
      return "expected a full matrix, found a sparse one; full(X) makes one";
    } else if (has(header, "MATLAB_object_decode")) {
      return "expected numbers, found an object of MATLAB";
    }
    String words = NOT_NUMBERS.get(name(header));
    return words == null ? null : "expected numbers, found " + words + " of MATLAB";
  }

  /** Whether it holds truth values, which are stored as bytes. */
  static boolean isLogical(ObjectHeader header) {
    return name(header).equals("logical");
  }

  private static boolean has(ObjectHeader header, String attribute) {
    return header.getMessagesOfType(AttributeMessage.class).stream()
        .anyMatch(a -> a.getName().equals(attribute));
  }

  private static String name(ObjectHeader header) {
    for (AttributeMessage attribute : header.getMessagesOfType(AttributeMessage.class)) {
      ByteBuffer data = attribute.getDataBuffer();
      if (attribute.getName().equals("MATLAB_class") && data != null) {
        return StandardCharsets.US_ASCII.decode(data.duplicate()).toString().replace("\0", "");
      }
    }
    return "";
  }
}
