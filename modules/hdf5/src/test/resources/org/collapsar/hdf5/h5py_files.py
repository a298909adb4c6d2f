"""Writes HDF5 files into the directory that is the first argument, and beside each dataset that is
read what h5py says its numbers are, as FILE--MEMBER.npy with / as +. What is refused, or text, has no such file."""
import json
import os
import sys
import zipfile

import h5py
import numpy as np

out = sys.argv[1]
x = np.random.default_rng(1).standard_normal((200, 64)).astype("f4")


def write(name, fill, libver=None, **options):
    path = os.path.join(out, name + ".h5")
    with h5py.File(path, "w", libver=libver, **options) as file:
        fill(file)
    with h5py.File(path, "r") as file:
        file.visititems(lambda member, found: expect(name, member, found))


def expect(name, member, found):
    if not isinstance(found, h5py.Dataset) or member.startswith(("refused", "texts")) or found.size in (0, None):
        return
    np.save(os.path.join(out, name + "--" + member.replace("/", "+") + ".npy"), found[()])


def layouts(file):
    make = file.create_dataset
    make("contiguous", data=x)
    make("gzip", data=x, chunks=(37, 64), compression="gzip", shuffle=True)
    make("gzip_checksum", data=x, chunks=(37, 10), compression="gzip", fletcher32=True)
    make("checksum", data=x, chunks=(37, 10), fletcher32=True)
    make("lzf", data=np.round(x), chunks=(37, 10), compression="lzf", shuffle=True)
    make("lzf_left_out", data=x, chunks=(37, 10), compression="lzf")
    make("single", data=x, chunks=x.shape, compression="gzip")
    make("single_plain", data=x, chunks=x.shape)
    make("plain", data=x, chunks=(7, 9))
    make("many", data=x[:, :8].repeat(30, 0), chunks=(1, 2))
    make("many_gzip", data=x[:, :8].repeat(30, 0), chunks=(1, 2), compression="gzip")
    make("growing", data=x, chunks=(7, 64), maxshape=(None, 64))
    make("growing_gzip", data=x, chunks=(7, 64), maxshape=(None, 64), compression="gzip")
    make("growing_many", data=x[:, :8].repeat(100, 0), chunks=(1, 8), maxshape=(None, 8))
    make("growing_columns", data=x, chunks=(7, 9), maxshape=(200, None))
    make("growing_both", data=x, chunks=(7, 9), maxshape=(None, None), compression="gzip")
    make("growing_to", data=x, chunks=(7, 9), maxshape=(400, 200))
    make("three", data=x.reshape(20, 10, 64), chunks=(3, 4, 5), compression="gzip")
    make("four", data=x.reshape(20, 2, 5, 64), chunks=(3, 2, 4, 5))
    make("list", data=np.arange(100), chunks=(7,))
    make("tree", data=np.arange(30000).reshape(-1, 4), chunks=(1, 1), maxshape=(None, None))
    for growth, most in ("fixed", None), ("first", (None, 64)), ("second", (200, None)), ("both", (None, None)):
        for packed in None, "gzip":
            part = make(f"part_{growth}_{packed}", x.shape, "f4", chunks=(7, 64), maxshape=most,
                        compression=packed, fillvalue=7.5)
            part[100:130] = x[100:130]
    for growth, most in ("fixed", None), ("first", (None, 4)):
        part = make(f"part_paged_{growth}", (6000, 4), "f4", chunks=(1, 2), maxshape=most, fillvalue=5)
        part[4000:4002] = 1.5
        part[5999] = 2
    shrunk = make("shrunk", data=x, chunks=(7, 9), maxshape=(None, 64))
    shrunk.resize((50, 64))
    make("never", (30, 4), "f4", fillvalue=2.5)
    left_out = make("filter_left_out", (8, 64), "f4", chunks=(4, 64), compression="gzip")
    left_out.id.write_direct_chunk((0, 0), x[:4].tobytes(), 1)
    left_out[4:] = x[4:8]
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((7, 64))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple(x.shape)
    h5py.Dataset(h5py.h5d.create(file.id, b"early", h5py.h5t.IEEE_F32LE, space, early))[...] = x


def types(file):
    for kind in "i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8".split():
        for order in "<>":
            values = np.array([[1, 2, 100], [3, 4, 127]]).astype(order + kind)
            if kind[0] != "u":
                values[0, 0] = -5
            name = kind + ("_big" if order == ">" else "")
            file[name] = values
            file.create_dataset(name + "_chunked", data=values, chunks=(1, 2), compression="gzip", shuffle=True)
    file["truth"] = np.array([True, False, True])
    file["single"] = np.float32(3.5)
    file["largest"] = np.array([2**64 - 1, 2**63], "u8")
    file.create_dataset("named", data=np.array([0, 1, 2], "i2"), dtype=h5py.enum_dtype({"R": 0, "G": 1}, "i2"))
    three = h5py.h5s.create_simple((3,))
    small = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    small.set_layout(h5py.h5d.COMPACT)

    def low(name, kind, values, properties=None):
        made = h5py.h5d.create(file.id, name, kind, three, properties)
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array(values))

    low(b"compact", h5py.h5t.IEEE_F32LE, np.array([1, -2.5, 3], "f4"), small)
    for name, base in (b"brain", h5py.h5t.IEEE_F16LE), (b"brain_big", h5py.h5t.IEEE_F16BE):
        kind = base.copy()
        kind.set_fields(15, 7, 8, 0, 7)
        kind.set_ebias(127)
        low(name, kind, np.array([1, -2.5, 3], "f4"))
    kind = h5py.h5t.IEEE_F16LE.copy()
    kind.set_fields(15, 9, 6, 0, 9)
    kind.set_ebias(31)
    low(b"refused_float", kind, np.array([1, -2.5, 3], "f4"))
    kind = h5py.h5t.STD_I32LE.copy()
    kind.set_precision(17)
    low(b"refused_bits", kind, np.array([1, -2, 3], "i4"))
    file["refused_null"] = h5py.Empty("f4")
    names = ["cat", "\u00e9meu", "dog", "cat"] * 5
    packed = np.array([name.encode() for name in names])
    file["texts_fixed"] = packed
    file.create_dataset("texts_fixed_chunks", data=packed, chunks=(7,), compression="gzip")
    file.create_dataset("texts_any", data=names, dtype=h5py.string_dtype())
    file.create_dataset("texts_any_chunks", data=names, dtype=h5py.string_dtype(), chunks=(7,), shuffle=True)
    file.create_dataset("refused_texts", (3,), dtype=h5py.string_dtype())
    file["refused_compound"] = np.array([(1, 2.0)], [("a", "i4"), ("b", "f4")])
    file["refused_complex"] = np.array([1 + 2j])
    file.create_dataset("refused_opaque", data=np.array([b"ab"], "V2"))
    file["kind"] = np.dtype("f4")
    file.create_dataset("refused_committed", data=x[:3, :3], dtype=file["kind"])
    file["refused_outside"] = h5py.ExternalLink("layouts.h5", "/contiguous")
    file["refused_dangling"] = h5py.SoftLink("/nowhere")
    file.create_dataset("refused_filter", data=(x * 100).astype("i4"), chunks=(37, 64), scaleoffset=0)
    parts = h5py.VirtualLayout(shape=x.shape, dtype="f4")
    parts[:100] = h5py.VirtualSource("layouts.h5", "contiguous", shape=x.shape)[:100]
    file.create_virtual_dataset("refused_virtual", parts)
    file.create_dataset("refused_external", shape=x.shape, dtype="f4", external=[("numbers.raw", 0, x.nbytes)])
    file["groups/inner/x"] = x
    file["soft"] = h5py.SoftLink("/groups/inner/x")
    file["groups/relative"] = h5py.SoftLink("inner/x")
    file["groups/inner/again"] = file["groups"]
    for k in range(100):
        file[f"a hundred/{k}"] = np.array([k])


def order(file):
    for name in "zeta", "alpha", "mid":
        file[name] = x[:2]
    for k in range(40):
        file[f"n{k:02d}"] = x[:1]


for version, tag in (None, "first"), ("latest", "latest"):
    write("layouts_" + tag, layouts, version)
    write("types_" + tag, types, version)
    write("order_" + tag, order, version)
    write("tracked_" + tag, order, version, track_order=True)
with h5py.File(os.path.join(out, "links.h5"), "w", libver="latest") as file:
    file["x"] = x
    for k in range(30000):
        file[f"many links to one dataset/{k:05d}"] = file["x"]
write("user_block", lambda file: file.create_dataset("x", data=x), userblock_size=512)
write("user_block_chunked", lambda file: file.create_dataset("x", data=x, chunks=(7, 9)), "latest", userblock_size=1024)


# As MATLAB writes save -v7.3: a text and 512 bytes before the HDF5, dimensions backwards, classes in
# attributes. What is expected are the arrays as MATLAB shows them.
matlab = os.path.join(out, "matlab.mat")
with h5py.File(matlab, "w", userblock_size=512) as file:

    def variable(name, values, kind, show=True, **options):
        made = file.create_dataset(name, data=values.T, **options)
        made.attrs["MATLAB_class"] = np.bytes_(kind)
        if show:
            np.save(os.path.join(out, "matlab--" + name.replace("/", "+") + ".npy"), values)
        return made

    variable("features", x.astype("f8"), "double", chunks=(16, 50), compression="gzip", compression_opts=3)
    variable("single", x, "single")
    variable("plain", x.astype("f8"), "double", chunks=(5, 200))
    variable("images", x.reshape(20, 5, 2, 64), "single", chunks=(64, 1, 5, 7), compression="gzip")
    variable("images_plain", x.reshape(20, 5, 2, 64), "single")
    variable("labels", np.arange(1.0, 201)[None, :] % 10, "double")
    variable("truth", (x > 0).astype("u1"), "logical").attrs["MATLAB_int_decode"] = np.int32(1)
    variable("s/inner", x[:3], "single")
    file["s"].attrs["MATLAB_class"] = np.bytes_("struct")
    variable("refused_text", np.array([[72, 105]], "u2"), "char", False).attrs["MATLAB_int_decode"] = np.int32(2)
    variable("refused_empty", np.array([[0, 0]], "u8"), "double", False).attrs["MATLAB_empty"] = np.uint8(1)
    held = file.create_dataset("#refs#/a", data=x)
    cells = file.create_dataset("refused_cell", (1, 1), dtype=h5py.ref_dtype)
    cells[0, 0] = held.ref
    cells.attrs["MATLAB_class"] = np.bytes_("cell")
with open(matlab, "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Mon Jan  1 2024 HDF5 schema 1.00 .")

# As Keras writes them: a model in .h5, weights named by layers, and a .keras archive, stored.
with h5py.File(os.path.join(out, "keras.h5"), "w") as file:
    file.attrs["keras_version"] = "2.15.0"
    weights = file.create_group("model_weights")
    weights.attrs["layer_names"] = [b"dense", b"head"]
    for layer in "dense", "head":
        weights[f"{layer}/{layer}/kernel:0"] = x[:64, :10]
        weights[f"{layer}/{layer}/bias:0"] = x[0, :10]
        weights[layer].attrs["weight_names"] = [f"{layer}/kernel:0".encode(), f"{layer}/bias:0".encode()]
inner = os.path.join(out, "model.weights.h5")
with h5py.File(inner, "w") as file:
    file["layers/dense/vars/0"] = x[:64, :10]
    file["layers/dense/vars/1"] = x[0, :10]
    file["layers/batch_normalization/vars/0"] = x[0]
    file["layers/sequential/layers/dense/vars/0"] = x[:3, :3]
    file["optimizer/vars/0"] = np.int64(7)
    # The user's names, where Keras 3.15.1 keeps them.
    for group, layer in ("dense", "head"), ("sequential", "block"), ("sequential/layers/dense", "inner"):
        file.require_group(f"layers/{group}/vars").attrs["name"] = layer
for name, packing in ("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(os.path.join(out, name + ".keras"), "w", packing) as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("config.json", "{}")
        archive.write(inner, "model.weights.h5")

# Before Keras keeps the names beside the weights: in config.json alone. A layer of a kind is numbered in
# the order of the list; an operation between them is in the list, too, and is no layer.
with h5py.File(inner, "w") as file:
    file["layers/dense/vars/0"] = x[:64, :10]
    file["layers/dense/vars/1"] = x[0, :10]
    file["layers/dense_1/vars/0"] = x[:10, :10]
    file["layers/dense_2/vars/0"] = x[:10, :4]
    file["layers/conv2d/vars/0"] = x[0, :9].reshape(3, 3, 1, 1)
    file["layers/functional/layers/dense/vars/0"] = x[:3, :3]


def layer(kind, name, layers=None, module="keras.layers"):
    config = {"name": name, "momentum": 0.99, "axis": None}
    if layers is not None:
        config["layers"] = layers
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


described = layer("Sequential", "all", [
    layer("InputLayer", "pixels"),
    layer("Conv2D", "stem"),
    layer("Functional", "block", [layer("InputLayer", "in"), layer("Dense", "inner")]),
    layer("Dense", "wide"),
    layer("Dense", "an operation", module="keras.src.ops.numpy"),
    layer("Dense", "dense_1"),
    layer("Dense", "head"),
])
for name, packing, text in (
    ("config-stored", zipfile.ZIP_STORED, json.dumps(described)),
    ("config-deflated", zipfile.ZIP_DEFLATED, json.dumps(described)),
    ("config-none", zipfile.ZIP_STORED, None),
    ("config-other", zipfile.ZIP_STORED, '{"config": {"layers": [1, {"class_name": []'),
):
    with zipfile.ZipFile(os.path.join(out, name + ".keras"), "w", packing) as archive:
        if text:
            archive.writestr("config.json", text)
        archive.write(inner, "model.weights.h5")
