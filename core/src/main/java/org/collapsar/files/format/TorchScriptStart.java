package org.collapsar.files.format;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * What tells files of torch.jit.save: zip archives that hold code beside the tensors, in one
 * folder.
 */
public final class TorchScriptStart {
  private static final Pattern MEMBER =
      Pattern.compile("[^/]+/(constants\\.pkl|code/__torch__.*)", Pattern.DOTALL);

  private TorchScriptStart() {}

  /** Whether a file is a TorchScript network by the names of its members. */
  public static boolean matches(InputFile file) throws IOException {
    return file.zipHas(member -> MEMBER.matcher(member).matches());
  }
}
