package org.collapsar.hdf5;

import java.io.IOException;
import java.util.List;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.FileBytes;

/** HDF5: files of h5py and PyTables, weights of Keras (.h5), and what MATLAB writes since 7.3. */
public final class Hdf5Format implements ArrayFormat {
  private static final int[] SIGNATURE = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** A user block is a power of two; those of more than a MB are not looked for. */
  private static final int LARGEST_BLOCK = 1 << 20;

  @Override
  public String name() {
    return "HDF5";
  }

  @Override
  public String reads() {
    return "datasets in groups as GROUP/NAME; h5py, PyTables, Keras .h5, MATLAB 7.3";
  }

  @Override
  public List<String> endings() {
    return List.of(".h5", ".hdf5");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    for (long at = 0; at <= LARGEST_BLOCK; at = at == 0 ? 512 : 2 * at) {
      if (file.has(at, SIGNATURE)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    try (FileBytes bytes = file.bytes()) {
      boolean matlab = file.has(0, MatlabClass.MAGIC);
      List<StoredArray> arrays = arrays(Source.of(file.path(), bytes, file.size()), matlab);
      return matlab ? arrays : arrays.stream().map(KerasArray::of).toList();
    }
  }

  /** The arrays of HDF5, wherever it lies. */
  static List<StoredArray> arrays(Source source, boolean matlab) throws IOException {
    Storage storage = Storage.open(source);
    try {
      return Tree.arrays(storage, new Datasets(storage, matlab));
    } finally {
      storage.close();
    }
  }
}
