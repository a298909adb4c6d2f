package org.collapsar.files.format;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Recogniser of files of torch.jit.save: zip archives that hold code beside the tensors, in one
 * folder.
 */
public final class TorchScriptStart {
  private static final Pattern MEMBER =
      Pattern.compile("[^/]+/(constants\\.pkl|code/__torch__.*)", Pattern.DOTALL);

  private TorchScriptStart() {}

  /**
   * Tells whether a file is a TorchScript network, by the names of its members.
   *
   * @param file whose members are listed
   * @return true where it is one
   * @throws IOException when the file cannot be read
   */
  public static boolean matches(InputFile file) throws IOException {
    return file.zipHas(member -> MEMBER.matcher(member).matches());
  }
}
