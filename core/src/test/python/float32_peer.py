"""The usual way to measure collapse, in NumPy float32, beside the definitions in float64.

The way of the Python package neural-collapse, rewritten from its description and not its code, and
not run with it: class means, the D x D covariances, a pseudo-inverse, all in float32; the
classifier's decision without its bias. Prints the tables of docs/metrics.md, on the inputs of
reference.txt.

    python3 core/src/test/python/float32_peer.py
"""

from pathlib import Path

import numpy as np
from reference import measure

F = np.float32


def float32_pinv(h, y, k, rcond):
    h = h.astype(F)
    one_hot = np.eye(k, dtype=F)[y]
    means = (one_hot.T @ h) / one_hot.sum(axis=0)[:, None]
    centred = means - means.mean(axis=0)
    sigma_b = centred.T @ centred / F(k)
    dev = h - means[y]
    sigma_w = dev.T @ dev / F(len(h))
    return float(np.trace(sigma_w @ np.linalg.pinv(sigma_b, rcond=rcond)) / k)


def mismatch_without_bias(h, w, means):
    decided = np.argmax(h @ w.T, axis=1)
    near = np.argmin(((h[:, None] - means[None]) ** 2).sum(axis=2), axis=1)
    return float(np.mean(decided != near))


def cases():
    """As they are stored: random factorisations differ from one LAPACK to another."""
    case = None
    text = Path(__file__).parent.parent / "resources/org/collapsar/metrics/reference.txt"
    for line in text.read_text().splitlines():
        words = line.split()
        if words[0] == "case":
            if case is not None:
                yield name, case
            name = words[1]
            n, d, k = map(int, words[2:])
            case = {"k": k}
        elif words[0] in ("features", "weights"):
            case[words[0]] = np.array(words[1:], dtype=float).reshape(-1, d)
        elif words[0] == "labels":
            case["labels"] = np.array(words[1:], dtype=int)
        elif words[0] == "bias":
            case["bias"] = np.array(words[1:], dtype=float)
    yield name, case


for name, case in cases():
    h, y, k = case["features"], case["labels"], case["k"]
    if name in ("uneven_means", "more_classes_than_dimensions"):
        values = measure(case)
        print(name, "K", k, "D", h.shape[1], "rank", values["rank"])
        print("  nc1.pinv in float64, the definition:", values["nc1.pinv"])
        for rcond in (1e-15, float(np.finfo(F).eps * h.shape[1]), 1e-5):
            print("  float32, pinv cut at %.2g:" % rcond, float32_pinv(h, y, k, rcond))
    if name == "strong_bias":
        means = np.array([h[y == c].mean(axis=0) for c in range(k)])
        print(name, "bias", case["bias"])
        print("  nc4.mismatch, the definition:", measure(case)["nc4.mismatch"])
        print("  without the bias:", mismatch_without_bias(h, case["weights"], means))
