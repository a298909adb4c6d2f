package org.collapsar.matlab;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.Modules;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Sinks;
import us.hebi.matlab.mat.types.Sources;

/** The module matlab. */
public final class MatlabModule implements InstalledModule {
  private static final int ROOM = 1024;

  @Override
  public String name() {
    return Modules.MATLAB.name();
  }

  /** Writes a number and reads it back. */
  @Override
  public String library() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(ROOM);
    try (MatFile out = Mat5.newMatFile().addArray("x", Mat5.newScalar(1.5))) {
      Mat5.newWriter(Sinks.wrap(file)).writeMat(out);
    }
    file.flip();
    try (Mat5File in = Mat5.newReader(Sources.wrap(file)).readMat()) {
      if (in.getMatrix("x").getDouble(0) != 1.5) {
        throw new IOException("expected the number that was written, found another");
      }
    }
    return "MFL " + Mat5.class.getPackage().getImplementationVersion();
  }
}
