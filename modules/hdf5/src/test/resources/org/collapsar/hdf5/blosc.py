"""Writes blosc.h5 into the directory that is the first argument: the packers of Blosc that
filters.mjs has not. Debian 12: python3-h5py 3.7.0, hdf5-filter-plugin-blosc-serial, libblosc1 1.21.3."""
import sys

import h5py
import numpy as np

ROWS, COLUMNS = 151, 21
i, j = np.mgrid[:ROWS, :COLUMNS]
x = ((i * 37 + j * 101) % 64) / 4 - 3 + np.where(i % 50 == 0, i * j, 0)
with h5py.File(sys.argv[1] + "/blosc.h5", "w") as file:
    for name, code in ("snappy", 3), ("zlib", 4):
        for shuffle, word in enumerate(("plain", "shuffle", "bitshuffle")):
            for dtype in "f4", "f8":
                file.create_dataset(f"blosc_{name}_{word}_{dtype}", data=x.astype(dtype), chunks=(100, COLUMNS),
                                    compression=32001, compression_opts=(0, 0, 0, 0, 5, shuffle, code))
