package org.collapsar.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * What the method {@code forward} of a TorchScript file takes and gives, read from its text:
 * nothing is executed.
 *
 * @param input its name
 * @param outputs how many tensors come out
 */
record ScriptSignature(String input, int outputs) {
  private static final String DATA = "data.pkl";
  private static final int LONGEST_NAME = 1000;
  private static final int LONGEST_CODE = 16 << 20;
  private static final Pattern PARAMETER = Pattern.compile("(\\w+): (.+)", Pattern.DOTALL);
  private static final Pattern TUPLE = Pattern.compile("Tuple\\[(Tensor(?:, Tensor)*)\\]");

  /**
   * Reads it.
   *
   * @throws BadInputException if it is not one tensor to one or more, or the file is damaged
   * @throws IOException if the file cannot be read
   */
  static ScriptSignature of(Path path) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipEntry data = data(zip);
      if (data == null) {
        throw damaged(path, "no member " + DATA);
      }
      String top = data.getName().substring(0, data.getName().length() - DATA.length());
      String[] type = type(path, zip, data);
      String member = top + "code/" + type[0].replace('.', '/') + ".py";
      ZipEntry code = zip.getEntry(member);
      if (code == null) {
        throw damaged(path, "no member " + member);
      }
      return parse(path, type[1], read(path, zip, code, LONGEST_CODE));
    }
  }

  private static @Nullable ZipEntry data(ZipFile zip) {
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      if (entry.getName().matches("[^/]+/data\\.pkl")) {
        return entry;
      }
    }
    return null;
  }

  /** Module and name of the class of the network, with which the pickle begins. */
  private static String[] type(Path path, ZipFile zip, ZipEntry data) throws IOException {
    byte[] start;
    try (InputStream in = zip.getInputStream(data)) {
      start = in.readNBytes(LONGEST_NAME);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    // PROTO 2, GLOBAL.
    String[] lines = text.startsWith("\u0080\u0002c") ? text.substring(3).split("\n", 3) : null;
    if (lines == null || lines.length < 3) {
      throw damaged(path, "a " + DATA + " that begins with no class");
    }
    return lines;
  }

  private static String read(Path path, ZipFile zip, ZipEntry entry, int most) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw damaged(path, entry.getName() + " of more than " + most + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /**
   * The signature in code such as {@code def forward(self: __torch__.Net,\n x: Tensor) -> Tensor:}.
   */
  static ScriptSignature parse(Path path, String name, String code) {
    Matcher forward =
        Pattern.compile(
                "(?:^|\n)class "
                    + Pattern.quote(name)
                    + "\\(Module\\):\n(?:(?!\nclass ).)*?\n  def forward\\(self: [^,)]+(.*?)\\) ->"
                    + " ([^\n]+):\n",
                Pattern.DOTALL)
            .matcher(code);
    if (!forward.find()) {
      throw damaged(path, "no method forward of " + name);
    }
    List<String> tensors = new ArrayList<>();
    for (String parameter : split(forward.group(1))) {
      Matcher one = PARAMETER.matcher(parameter);
      if (!one.matches() || !one.group(2).equals("Tensor")) {
        if (parameter.contains("=")) {
          continue;
        }
        throw refused(path, "one tensor", parameter);
      }
      tensors.add(one.group(1));
    }
    if (tensors.size() != 1) {
      throw refused(path, "one tensor", tensors.size() + " tensors");
    }
    String result = forward.group(2).strip();
    Matcher tuple = TUPLE.matcher(result);
    if (!result.equals("Tensor") && !tuple.matches()) {
      throw new BadInputException(
          path + ": expected forward to return a Tensor or a tuple of them, found " + result);
    }
    return new ScriptSignature(
        tensors.get(0), result.equals("Tensor") ? 1 : tuple.group(1).split(",", -1).length);
  }

  private static List<String> split(String parameters) {
    List<String> all = new ArrayList<>();
    int depth = 0;
    StringBuilder one = new StringBuilder();
    for (char c : (parameters + ",").toCharArray()) {
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == ',' && depth == 0) {
        if (!one.toString().isBlank()) {
          all.add(one.toString().strip());
        }
        one.setLength(0);
      } else {
        one.append(c);
      }
    }
    return all;
  }

  private static BadInputException refused(Path path, String expected, String found) {
    return new BadInputException(
        path + ": expected forward to take " + expected + ", found " + found);
  }

  private static BadInputException damaged(Path path, String found) {
    return new BadInputException(
        path + ": expected a TorchScript network (torch.jit.save), found " + found);
  }
}
