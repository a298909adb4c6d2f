package org.collapsar.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.collapsar.modules.InstalledModule;
import org.collapsar.modules.Modules;

/** The module hdf5. */
public final class Hdf5Module implements InstalledModule {
  @Override
  public String name() {
    return Modules.HDF5.name();
  }

  /** Writes three numbers and reads them back. */
  @Override
  public String library() throws IOException {
    double[] numbers = {1.5, -2, 0.25};
    Path file = Files.createTempFile("collapsar", ".h5");
    try {
      try (WritableHdfFile out = HdfFile.write(file)) {
        out.putDataset("numbers", numbers);
      }
      try (HdfFile in = new HdfFile(file)) {
        if (!(in.getDatasetByPath("numbers").getData() instanceof double[] read)
            || !Arrays.equals(read, numbers)) {
          throw new IOException("expected the numbers that were written, found others");
        }
      }
    } finally {
      Files.delete(file);
    }
    return "jHDF " + HdfFile.class.getPackage().getImplementationVersion();
  }
}
