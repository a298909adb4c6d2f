"""Reference values of the metrics, from their definitions, by NumPy in float64.

    python3 core/src/test/python/reference.py > core/src/test/resources/org/collapsar/metrics/reference.txt
    python3 core/src/test/python/reference.py --float32 > core/src/test/resources/org/collapsar/metrics/reference-float32.txt

With --float32 all features are divided by 3 and rounded to float32 first; the values are computed in float64 from these.
Means and deviations are taken in numpy.longdouble and rounded once, so that an offset costs no
digits here. The covariance matrices are formed, which the library never does. Lines of the output:
"case NAME n D K", then arrays by name, then "value ID x" or "undefined ID", then "rank r".
"""

import itertools
import sys

import numpy as np

L = np.longdouble


def quantise(x):
    """Short decimals in the file; multiples of 2^-10."""
    return np.round(np.asarray(x) * 1024) / 1024


def class_means(h, y, k):
    return [h[y == c].astype(L).mean(axis=0) if (y == c).any() else None for c in range(k)]


def norm(x):
    return float(np.sqrt((np.asarray(x, dtype=L) ** 2).sum()))


def cos(a, b):
    return float((a.astype(L) * b.astype(L)).sum()) / norm(a) / norm(b)


def simplex(k):
    return (np.eye(k) - 1.0 / k) / np.sqrt(k - 1)


def equinorm(a):
    n = [norm(x) for x in a]
    return float(np.std(n) / np.mean(n))


def angles(a):
    k = len(a)
    return [abs(cos(a[c], a[e]) + 1 / (k - 1)) for c, e in itertools.combinations(range(k), 2)]


def true_angles(a):
    """In degrees; the sine from Lagrange's identity, exact for parallel vectors."""
    out = []
    for p, q in itertools.combinations([x.astype(L) for x in a], 2):
        o = np.outer(p, q)
        sine = np.sqrt((np.triu(o - o.T, 1) ** 2).sum())
        out.append(float(np.degrees(np.arctan2(sine, (p * q).sum()))))
    return {"mean": np.mean(out), "min": np.min(out), "max": np.max(out)}


def etf(a):
    g = np.asarray(a @ a.T, dtype=float)
    return norm(g / norm(g) - simplex(len(a)))


def ranks(s):
    s = np.asarray(s, dtype=float)
    p = s[s > 0] / s.sum()
    return {
        "stable": float((s**2).sum() / s[0] ** 2),
        "numerical": float(s.sum() ** 2 / (s**2).sum()),
        "effective": float(np.exp(-(p * np.log(p)).sum())),
    }


def pinv_trace(sigma_w, sigma_b, rank):
    values, vectors = np.linalg.eigh(sigma_b)
    u = vectors[:, ::-1][:, :rank]
    lam = values[::-1][:rank]
    return float(sum(u[:, j] @ sigma_w @ u[:, j] / lam[j] for j in range(rank)))


def vci(stack, between, r):
    _, s, vt = np.linalg.svd(stack, full_matrices=False)
    keep = s > 10 * max(stack.shape) * 2.0**-52 * s[0]
    parts = between @ vt[keep].T / s[keep]
    return float(1 - (parts**2).sum() / r)


def nearest(h, means):
    return np.array([int(np.argmin([norm(x.astype(L) - m) for m in means])) for x in h])


def nc1(h, y, k, about=None):
    """Everything about the variance of h; its means are `about` in the strong variants."""
    out = {}
    own = class_means(h, y, k)
    means = own if about is None else about
    if any(m is None for m in means):
        return out
    n, d = h.shape
    counts = np.array([(y == c).sum() for c in range(k)])
    dev = np.array([h[i].astype(L) - means[y[i]] for i in range(n)])
    known = about is not None or counts.max() > 1
    m = np.array(means)
    mt = np.asarray(m - m.mean(axis=0), dtype=float)
    sigma_b = mt.T @ mt / k
    devf = np.asarray(dev, dtype=float)
    sigma_w = devf.T @ devf / n
    s = np.linalg.svd(mt, compute_uv=False)
    rank = min(int((s > 10 * max(d, k) * 2.0**-52 * s[0]).sum()), k - 1) if norm(mt) > 1e-12 * norm(m) else 0
    out["rank"] = rank
    if rank > 0 and known:
        out["nc1.quotient"] = float((dev**2).sum() / n / ((mt.astype(L)) ** 2).sum() * k)
        trace = pinv_trace(sigma_w, sigma_b, rank)
        out["nc1.pinv"] = trace / k
        out["nc1.pinv.sum"] = trace
    v = [float((dev[y == c] ** 2).sum() / max(1, counts[c])) for c in range(k)]
    if k > 1 and rank > 0 and (counts > (0 if about is not None else 1)).all():
        pairs = [
            (v[c] + v[e]) / (2 * norm(m[c] - m[e]) ** 2)
            for c, e in itertools.combinations(range(k), 2)
            if norm(m[c] - m[e]) > 0
        ]
        if len(pairs) == k * (k - 1) // 2:
            out["nc1.cdnv"] = float(np.mean(pairs))
    if about is not None:
        return out
    g = h.astype(L).mean(axis=0)
    mw = np.asarray((m - g) * np.sqrt(counts / n)[:, None], dtype=float)
    sigma_bw = mw.T @ mw
    within = float((dev**2).sum())
    total = float(((h.astype(L) - g) ** 2).sum())
    if known:
        out["variance.within"] = within / n
    if total > 0 and known:
        out["nc1.total"] = within / total
    if rank > 0 and known:
        out["nc1.quotient.weighted"] = within / n / float((mw.astype(L) ** 2).sum())
        trace = pinv_trace(sigma_w, sigma_bw, rank)
        out["nc1.pinv.weighted"] = trace / k
        out["nc1.fuzziness"] = trace
        a = np.vstack([devf / np.sqrt(n), mw])
        out["nc1.vci.weighted"] = vci(a, mw, min(d, k - 1))
    if rank > 0 and (counts > 1).all():
        b = mt / np.sqrt(k)
        rows = [devf[i] / np.sqrt(k * counts[y[i]]) for i in range(n)]
        out["nc1.vci"] = vci(np.vstack(rows + [b]), b, min(d, k - 1))
    if total > 0:
        centred = np.asarray(h.astype(L) - g, dtype=float)
        for name, x in ranks(np.linalg.svd(centred, compute_uv=False)).items():
            out["rank." + name + ".features"] = x
    return out


def squared_loss(h, y, k, w, b):
    """L_NC1, L_NC2/3 and L_perp by the least squares solution itself."""
    n = len(h)
    g = h.astype(L).mean(axis=0)
    x = np.asarray(h.astype(L) - g, dtype=float)
    shares = np.bincount(y, minlength=k) / n
    target = np.eye(k)[y] - shares
    fitted = x @ np.linalg.lstsq(x, target, rcond=None)[0]
    means = np.array([fitted[y == c].mean(axis=0) if (y == c).any() else np.zeros(k) for c in range(k)])
    out = {
        "mse.nc1": float(((fitted - means[y]) ** 2).sum() / (2 * n)),
        "mse.nc23": float(((means[y] - target) ** 2).sum() / (2 * n)),
    }
    if w is not None:
        bias = np.zeros(k) if b is None else b
        logits = h.astype(L) @ w.astype(L).T + bias
        out["mse.perp"] = float(((logits - shares - fitted) ** 2).sum() / (2 * n))
    return out


def measure(case):
    h, y, k = case["features"], case["labels"], case["k"]
    w, b = case.get("weights"), case.get("bias")
    out = nc1(h, y, k)
    if k > 1:
        out.update(squared_loss(h, y, k, w, b))
    means = class_means(h, y, k)
    full = all(m is not None for m in means)
    if w is not None:
        wc = np.asarray(w.astype(L) - w.astype(L).mean(axis=0), dtype=float)
        for name, x in ranks(np.linalg.svd(w, compute_uv=False)).items():
            out["rank." + name + ".weights"] = x
        out["nc0"] = norm(w.sum(axis=0))
        out["nc3.cosine"] = float(np.mean([cos(h[i], w[y[i]]) for i in range(len(h))]))
        out["nc3.misalignment"] = 1 - out["nc3.cosine"]
        if k > 1:
            side(out, w, "weights")
            side(out, wc, "weights.centred")
            s = np.linalg.svd(w, compute_uv=False)
            if len(s) == k and s[-1] > 10 * max(w.shape) * 2.0**-52 * s[0]:
                out["kappa.weights"] = float(s[0] / s[-1])
    if not full:
        # What classes without samples do not touch: weighted by class size, they weigh nothing.
        present, compact = np.unique(y, return_inverse=True)
        for key, x in nc1(h, compact, len(present)).items():
            if key in ("nc1.total", "variance.within", "nc1.quotient.weighted", "nc1.fuzziness") or "features" in key:
                out[key] = x
        return out
    m = np.array(means)
    mt = m - m.mean(axis=0)
    mtf = np.asarray(mt, dtype=float)
    mf = np.asarray(m, dtype=float)
    if w is not None:
        out["nc3.cosine.means"] = float(np.mean([cos(m[c], w[c]) for c in range(k)]))
        if b is not None:
            out["bias_collapse"] = norm(w.astype(L) @ m.mean(axis=0) + b)
    if case.get("ood") is not None:
        o = case["ood"].astype(L).mean(axis=0)
        out["nc5.ood"] = float(np.mean([abs(cos(x, o)) for x in m]))
    if k == 1:
        return out
    gram = mf @ mf.T
    out["nc2.of_error"] = norm(gram / norm(gram) - np.eye(k) / np.sqrt(k))
    s = np.linalg.svd(mf, compute_uv=False)
    if len(s) == k and s[-1] > 10 * max(mf.shape) * 2.0**-52 * s[0]:
        out["nc2.kappa"] = float(s[0] / s[-1])
    for name, x in true_angles(m).items():
        out["angle.means." + name] = x
    if out["rank"] == 0:
        return out
    side(out, mtf, "means")
    for name, x in true_angles(mt).items():
        out["angle.means.centred." + name] = x
    g = h.astype(L).mean(axis=0)
    side(out, np.asarray(m - g, dtype=float), "means.weighted")
    for name, x in ranks(np.linalg.svd(mtf, compute_uv=False)).items():
        out["rank." + name + ".means"] = x
    unit = [x / norm(x) for x in mtf]
    dist = [norm(p - q) for p, q in itertools.combinations(unit, 2)]
    for name, f in (("distance", lambda x: x), ("log", lambda x: -np.log(x)), ("riesz", lambda x: 1 / x)):
        if name != "distance" and min(dist) < 1e-14:
            continue
        values = [f(x) for x in dist]
        out["uniformity." + name + ".mean"] = float(np.mean(values))
        out["uniformity." + name + ".variance"] = float(np.var(values))
    if w is not None:
        for behind, x in (("", w), (".centred", wc)):
            p = x @ mtf.T
            out["nc3.dual_error" + behind] = norm(p / norm(p) - simplex(k))
            dd = norm(x / norm(x) - mtf / norm(mtf))
            out["nc3.self_duality" + behind] = dd
            out["nc3.self_duality.squared" + behind] = dd**2
        out["nc3.cosine.means.centred"] = float(np.mean([cos(mtf[c], w[c]) for c in range(k)]))
        out["unc3"] = float(np.var([w[c] @ mtf[c] for c in range(k)]))
        bias = np.zeros(k) if b is None else b
        out["nc4.mismatch"] = mismatch(h, w, bias, means)
    if case.get("test_features") is not None:
        ht, yt = case["test_features"], case["test_labels"]
        strong = nc1(ht, yt, k, about=means)
        weak = nc1(ht, yt, k)
        for name in ("nc1.quotient", "nc1.pinv", "nc1.cdnv"):
            if name in strong:
                out[name + ".test.strong"] = strong[name]
        for name in ("nc1.quotient", "nc1.total", "nc1.pinv", "nc1.cdnv"):
            if name in weak:
                out[name + ".test.weak"] = weak[name]
        if w is not None:
            out["nc4.mismatch.test.strong"] = mismatch(ht, w, bias, means)
            own = class_means(ht, yt, k)
            if all(x is not None for x in own):
                out["nc4.mismatch.test.weak"] = mismatch(ht, w, bias, own)
    return out


def mismatch(h, w, bias, means):
    decided = np.array([int(np.argmax(w.astype(L) @ x.astype(L) + bias)) for x in h])
    return float(np.mean(decided != nearest(h, means)))


def side(out, a, suffix):
    if norm(a) > 0 and min(norm(x) for x in a) > 0:
        out["nc2.equinorm." + suffix] = equinorm(a)
        out["nc2.etf_error." + suffix] = etf(a)
        v = angles(a)
        out["nc2.equiangular.mean." + suffix] = float(np.mean(v))
        out["nc2.equiangular.max." + suffix] = float(np.max(v))
        out["nc2.equiangular.std." + suffix] = float(np.std(v))


def draw(seed, counts, d, spread=1.0, offset=0.0, rank=None, separation=2.0, exact=False):
    """Gaussian classes with the given sizes."""
    r = np.random.default_rng(seed)
    k = len(counts)
    mu = quantise(r.standard_normal((k, d)) * separation)
    if rank is not None:
        # Small integers, so that the rank of the means is exact.
        mu = (r.integers(-3, 4, (k, rank)) @ r.integers(-2, 3, (rank, d))).astype(float)
    y = np.repeat(np.arange(k), counts)
    noise = quantise(r.standard_normal((len(y), d)))
    if exact:
        # Every class is symmetric about its mean: the means are exactly those drawn.
        start = 0
        for c in counts:
            half = c // 2
            noise[start + half : start + 2 * half] = -noise[start : start + half]
            noise[start + 2 * half : start + c] = 0
            start += c
    h = mu[y] + spread * noise + offset
    order = r.permutation(len(y))
    w = quantise(mu + 0.3 * r.standard_normal((k, d)))
    b = quantise(2 * r.standard_normal(k))
    return {"features": h[order], "labels": y[order], "k": k, "weights": w, "bias": b}


def uneven():
    """Singular values of the class means from 1 to 1e-3; float32 features."""
    r = np.random.default_rng(16)
    q, _ = np.linalg.qr(r.standard_normal((16, 16)))
    e = np.eye(6) - 1 / 6
    u, _, _ = np.linalg.svd(e)
    mu = u[:, :5] @ np.diag(np.logspace(0, -3, 5)) @ q[:5]
    y = np.repeat(np.arange(6), 11)
    h = mu[y] + 2.0**-12 * quantise(r.standard_normal((len(y), 16)))
    return {"features": h.astype(np.float32).astype(float), "labels": y, "k": 6}


def bfloat16(x):
    """Round to nearest, ties to even, on the upper 16 bits of float32."""
    u = np.asarray(x, dtype=np.float32).view(np.uint32).astype(np.uint64)
    u = (u + 0x7FFF + ((u >> 16) & 1)) & 0xFFFF0000
    return u.astype(np.uint32).view(np.float32).astype(float)


def cases():
    balanced = draw(1, [13] * 4, 7)
    test = draw(1, [5] * 4, 7)
    r = np.random.default_rng(99)
    balanced["test_features"] = quantise(test["features"] + 0.25 * r.standard_normal((20, 7)))
    balanced["test_labels"] = test["labels"]
    balanced["ood"] = quantise(r.standard_normal((9, 7)) + 0.5)
    yield "balanced", balanced
    yield "imbalanced", draw(2, [200, 23, 2], 4)
    yield "more_classes_than_dimensions", draw(3, [5, 4, 6, 5, 3, 7, 5, 4, 5, 6, 3], 3)
    yield "one_dimension", draw(4, [6, 7, 8], 1)
    yield "one_sample_classes", draw(5, [1, 9, 1, 5], 5)
    yield "only_one_sample_classes", draw(6, [1, 1, 1], 5)
    yield "near_collapse", draw(7, [11, 12, 10, 9, 11], 8, spread=2.0**-19, separation=1.0)
    yield "offset", draw(8, [17, 15, 16], 6, offset=1000.0)
    yield "low_rank", draw(9, [8, 10, 8, 6, 12], 7, rank=2, exact=True)
    empty = draw(10, [7, 6, 8], 4)
    empty["k"] = 4
    empty["weights"] = np.vstack([empty["weights"], quantise(r.standard_normal((1, 4)))])
    empty["bias"] = np.append(empty["bias"], 0.5)
    yield "empty_class", empty
    yield "one_class", draw(11, [9], 4)
    plain = draw(12, [6, 5, 7], 5)
    del plain["weights"], plain["bias"]
    yield "no_weights", plain
    half = draw(13, [9, 8, 10], 5)
    half["features"] = (half["features"] * 1.001).astype(np.float16).astype(float)
    yield "float16", half
    biased = draw(15, [40, 38, 41], 6)
    biased["bias"] = 10 * biased["bias"]
    yield "strong_bias", biased
    yield "uneven_means", uneven()
    brain = draw(14, [9, 8, 10], 5)
    brain["features"] = bfloat16(brain["features"] * 1.001)
    yield "bfloat16", brain


def main():
    print("# numpy", np.__version__, "python", sys.version.split()[0])
    for name, case in cases():
        if "--float32" in sys.argv[1:]:
            for key in ("features", "test_features", "ood"):
                if case.get(key) is not None:
                    # Rounding would raise the exact rank of low_rank: its numbers are float32 already.
                    x = case[key] if name == "low_rank" else np.asarray(case[key]) / 3
                    case[key] = x.astype(np.float32).astype(float)
        n, d = case["features"].shape
        print("case", name, n, d, case["k"])
        for key in ("features", "labels", "weights", "bias", "test_features", "test_labels", "ood"):
            if case.get(key) is not None:
                print(key, " ".join(repr(x) for x in np.ravel(case[key]).tolist()))
        values = measure(case)
        print("rank", values.pop("rank", "unknown"))
        for key in sorted(values):
            print("value", key, repr(float(values[key])))


if __name__ == "__main__":
    main()
