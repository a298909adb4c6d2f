"""Writes the NPY and NPZ files that core's tests read.

    python3 make_files.py DIRECTORY

Every array holds what NpyReferenceTest computes again: number k (counted row by row) of a table
[5 x 3] is VALUES[k] converted to the type. The version of NumPy is written to VERSION.
"""

import sys
import zipfile
from pathlib import Path

import numpy as np

VALUES = [0, 1, 2, 3, 100, 7, 127, 64, 5, 6, 9, 10, 11, 12, 13]
FRACTIONS = [0, -0.0, 0.5, -1.25, 100, 1e-7, 65504, 6.103515625e-05, 5.960464477539063e-08,
             -3.140625, 1 / 3, -2 / 3, 1e4, 1024.5, -7]
INTEGERS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
EXTREMES = {kind: [np.iinfo(kind).min, np.iinfo(kind).max, 1] for kind in INTEGERS}


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    for kind in ["f2", "f4", "f8"]:
        table = np.array(FRACTIONS, dtype=kind).reshape(5, 3)
        for name, order in [("le", "<"), ("be", ">")]:
            np.save(directory / f"{kind}-{name}-c.npy", table.astype(order + kind))
            np.save(directory / f"{kind}-{name}-f.npy", np.asfortranarray(table.astype(order + kind)))
    for kind in INTEGERS:
        table = np.array(VALUES, dtype=kind).reshape(5, 3)
        np.save(directory / f"{kind}-le-f.npy", np.asfortranarray(table.astype("<" + kind)))
        np.save(directory / f"{kind}-be-c.npy", table.astype(">" + kind))
        np.save(directory / f"{kind}-extremes.npy", np.array(EXTREMES[kind], dtype="<" + kind))
    np.save(directory / "bool.npy", np.array([True, False, True]))
    np.save(directory / "column.npy", np.array(VALUES, dtype="<i4").reshape(15, 1))
    np.save(directory / "onehot.npy", np.eye(4, dtype=np.uint8)[[2, 0, 3, 1, 1]])
    np.save(directory / "text.npy", np.array(["a", "bc"]))
    np.save(directory / "complex.npy", np.array([1j]))
    np.save(directory / "structured.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))
    np.save(directory / "scalar.npy", np.float64(3.5))
    np.save(directory / "empty.npy", np.zeros((0, 3)))
    np.save(directory / "cube.npy", np.zeros((2, 2, 2), dtype="<f4"))
    for version in [(1, 0), (2, 0), (3, 0)]:
        with open(directory / f"version-{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(
                file, np.array(FRACTIONS, dtype="<f8").reshape(5, 3), version=version)
    members = {
        "layer1": np.array(FRACTIONS, dtype="<f4").reshape(5, 3),
        "layer2": np.asfortranarray(np.array(FRACTIONS, dtype="<f8").reshape(5, 3)),
        "labels": np.array([2, 0, 1, 1, 0]),
        "names": np.array(["a", "bc"]),
    }
    np.savez(directory / "stored.npz", **members)
    np.savez_compressed(directory / "deflated.npz", **members)
    with zipfile.ZipFile(directory / "zip64.npz", "w") as archive:
        with archive.open("w.npy", "w", force_zip64=True) as member:
            np.lib.format.write_array(member, members["layer1"])
    (directory / "VERSION").write_text(f"NumPy {np.__version__}\n")


main(Path(sys.argv[1]))
