"""Writes pillow.zip: small pictures of every kind, and behind each what Pillow makes of it.

NAME.rgb are the bytes [H x W x 3] of Image.open(NAME).convert("RGB"); rgb.png@HxW.rgb those of its
resize((W, H), BILINEAR); rgb.png@HxW.f32 the little-endian floats of torch's interpolate
(bilinear, align_corners=False) on the pixels as float32. Made with Pillow 9.4.0 and PyTorch 1.13.
Run it in this folder. The pictures are drawn here and are nobody else's.
"""

import io
import struct
import zipfile
import zlib

import numpy as np
import torch
from PIL import Image

H, W = 13, 17
rng = np.random.default_rng(1)
y, x = np.mgrid[0:H, 0:W]
smooth = np.stack([(x * 13) % 256, (y * 17) % 256, ((x + y) * 8) % 256], -1)
noise = rng.integers(0, 256, (H, W, 3))
mix = ((smooth * 3 + noise) // 4).astype(np.uint8)
rgb, grey = Image.fromarray(mix), Image.fromarray(mix[..., 0])
alpha = noise[..., 0].astype(np.uint8)
files = {}


def save(name, image, **options):
    out = io.BytesIO()
    kind = {"jpg": "JPEG", "png": "PNG", "bmp": "BMP", "gif": "GIF"}[name.split(".")[1]]
    image.save(out, kind, **options)
    files[name] = out.getvalue()


def png(name, width, bits, kind, rows, extra=()):
    def chunk(t, b):
        return struct.pack(">I", len(b)) + t + b + struct.pack(">I", zlib.crc32(t + b))

    head = struct.pack(">IIBBBBB", width, H, bits, kind, 0, 0, 0)
    files[name] = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(chunk(t, b) for t, b in extra)
        + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + r for r in rows)))
        + chunk(b"IEND", b"")
    )


def curve(space):
    """A profile (ICC 2.1) of linear grey, or of linear RGB whose primaries are sRGB's."""

    def xyz(*v):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(65536 * a)) for a in v)

    linear = b"curv\0\0\0\0\0\0\0\1\1\0\0\0"
    tags = {b"desc": b"desc\0\0\0\0\0\0\0\2x\0" + 80 * b"\0", b"cprt": b"text\0\0\0\0x\0\0\0"}
    tags[b"wtpt"] = xyz(0.9642, 1, 0.8249)
    if space == b"GRAY":
        tags[b"kTRC"] = linear
    else:
        tags[b"rTRC"] = tags[b"gTRC"] = tags[b"bTRC"] = linear
        tags[b"rXYZ"] = xyz(0.4361, 0.2225, 0.0139)
        tags[b"gXYZ"] = xyz(0.3851, 0.7169, 0.0971)
        tags[b"bXYZ"] = xyz(0.1431, 0.0606, 0.7141)
    table, data = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for tag, body in tags.items():
        body += b"\0" * (-len(body) % 4)
        table += tag + struct.pack(">II", start + len(data), len(body))
        data += body
    size = start + len(data)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", space, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061)
    return head + bytes(128 - len(head)) + struct.pack(">I", len(tags)) + table + data


save("rgb.png", rgb)
save("grey.png", grey)
save("alpha.png", Image.fromarray(np.dstack([mix, alpha])))
save("grey-alpha.png", Image.fromarray(np.dstack([mix[..., 0], alpha]), "LA"))
save("transparent-colour.png", rgb, transparency=tuple(int(v) for v in mix[3, 3]))
save("indexed.png", rgb.quantize(64))
save("indexed-transparent.png", rgb.quantize(13), transparency=3)
save("bits.png", grey.convert("1"))
save("indexed.gif", rgb.quantize(64))
save("frames.gif", rgb.quantize(64), save_all=True, append_images=[rgb.rotate(180).quantize(64)])
save("rgb.bmp", rgb)
save("grey.bmp", grey)
save("indexed.bmp", rgb.quantize(64))
save("alpha.bmp", Image.fromarray(np.dstack([mix, alpha])))
for quality, sampling in ((75, 2), (90, 1), (95, 0)):
    save(f"quality{quality}.jpg", rgb, quality=quality, subsampling=sampling)
save("progressive.jpg", rgb, progressive=True)
save("grey.jpg", grey)
save("cmyk.jpg", rgb.convert("CMYK"), quality=95)
turned = Image.Exif()
turned[0x112] = 6
save("turned.jpg", rgb, exif=turned)
save("profile.jpg", rgb, icc_profile=curve(b"RGB "))
save("profile.png", rgb, icc_profile=curve(b"RGB "))
save("grey-profile.jpg", grey, icc_profile=curve(b"GRAY"))
save("grey-profile.png", grey, icc_profile=curve(b"GRAY"))
wide = (mix.astype(int) * 257 + 3).clip(0, 65535).astype(">u2")
png("rgb16.png", W, 16, 2, [r.tobytes() for r in wide])
png("alpha16.png", W, 16, 6, [r.tobytes() for r in np.dstack([wide, wide[..., :1]])])
png("gamma.png", W, 8, 0, [r.tobytes() for r in mix[..., 0]], [(b"gAMA", struct.pack(">I", 100000))])
two = mix[:, :16, 0].astype(int) >> 6
png("grey2.png", 16, 2, 0, [bytes(int(r[i : i + 4] @ [64, 16, 4, 1]) for i in range(0, 16, 4)) for r in two])


def segments(jpeg):
    at, found = 2, []
    while jpeg[at + 1] != 0xDA:
        size = 2 + (jpeg[at + 2] << 8 | jpeg[at + 3])
        found.append((jpeg[at + 1], jpeg[at : at + size]))
        at += size
    return found, jpeg[at:]


def joined(parts, rest):
    return b"\xff\xd8" + b"".join(s for _, s in parts) + rest


def adobe(transform):
    return (0xEE, b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([transform]))


for quality in (75, 95):
    head, scan = segments(files[f"quality{quality}.jpg"])
    bare = head[1:]
    files[f"no-marker{quality}.jpg"] = joined(bare, scan)
    for t in (0, 1):
        files[f"adobe{t}-{quality}.jpg"] = joined([adobe(t)] + bare, scan)
        files[f"jfif-adobe{t}-{quality}.jpg"] = joined(head[:1] + [adobe(t)] + bare, scan)
    if quality == 95:  # components 0, 1, 2 in the frame (FF C0) and in the scan
        frame = [(m, b[:10] + b"\0" + b[11:13] + b"\1" + b[14:16] + b"\2" + b[17:] if m == 0xC0 else b) for m, b in bare]
        files["numbered-from-0.jpg"] = joined(
            frame, scan[:5] + b"\0" + scan[6:7] + b"\1" + scan[8:9] + b"\2" + scan[10:]
        )
head, scan = segments(files["cmyk.jpg"])
bare = [s for s in head if s[0] != 0xEE]
files["ycck.jpg"] = joined([adobe(2)] + bare, scan)
files["cmyk-no-marker.jpg"] = joined(bare, scan)

right = {n: np.asarray(Image.open(io.BytesIO(b)).convert("RGB")).tobytes() for n, b in files.items()}
for h, w in ((5, 7), (12, 16), (13, 4), (3, 17), (1, 1), (26, 8), (40, 51)):
    right[f"rgb.png@{h}x{w}"] = np.asarray(rgb.resize((w, h), Image.BILINEAR)).tobytes()
resized = {}
pixels = torch.from_numpy(mix.astype(np.float32)).permute(2, 0, 1)[None]
for h, w in ((13, 17), (26, 34), (91, 40), (17, 17), (224, 224)):
    if h * w < 5000:
        big = torch.nn.functional.interpolate(pixels, (h, w), mode="bilinear", align_corners=False)
        resized[f"rgb.png@{h}x{w}"] = big[0].permute(1, 2, 0).numpy().astype("<f4").tobytes()

with zipfile.ZipFile("pillow.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for suffix, group in (("", files), (".rgb", right), (".f32", resized)):
        for name, content in group.items():
            archive.writestr(zipfile.ZipInfo(name + suffix, (1980, 1, 1, 0, 0, 0)), content)
