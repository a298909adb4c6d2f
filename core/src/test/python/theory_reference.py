"""Reference values for the certificates, by NumPy from the formulas of docs/certificates.md.

Another route than the code under test: pseudo-inverses, full singular value decompositions and
plain products, nothing shared. Run: python3 theory_reference.py > .../theory/reference.txt
"""

import numpy as np

rng = np.random.default_rng(20241004)


def op(a):
    return np.linalg.norm(a, 2)


def show(a):
    return " ".join(repr(float(x)) for x in np.asarray(a).ravel())


def values(z, y, ws, x_norm, l1, theta):
    """z [d x N] columns are samples; every bound by certificate and index."""
    k, depth, n = ws[-1].shape[0], len(ws), z.shape[1]
    target = np.eye(k)[:, y]
    m = min(np.bincount(y, minlength=k))
    sy = np.sqrt(m)
    acts = [z]
    for w in ws:
        acts.append(w @ acts[-1])
    out, last = acts[-1], acts[-2]
    e1 = np.linalg.norm(out - target)
    pairs = [op(b.T @ b - a @ a.T) for a, b in zip(ws, ws[1:])]
    e2 = max(pairs) if pairs else np.nan
    w = ws[-1]
    s = np.linalg.svd(w, compute_uv=False)
    kappa = s[0] / s[-1]
    pinv = np.linalg.pinv(w)
    p = ws[0]
    for a in ws[1:]:
        p = a @ p
    sp = np.linalg.svd(p, compute_uv=False)[:k]
    means = np.stack([last[:, y == c].mean(axis=1) for c in range(k)], axis=1)
    sw = np.sum((last - means[:, y]) ** 2) / n
    sb = np.sum((means - means.mean(axis=1, keepdims=True)) ** 2) / k
    sm = np.linalg.svd(means, compute_uv=False)
    cos = np.sum(last * w[y].T, axis=0) / np.linalg.norm(last, axis=0) / np.linalg.norm(w[y], axis=1)
    got = {"nc1": [sw / sb], "kappa": [kappa], "nc2": [sm[0] / sm[k - 1]], "nc3": [cos.mean()]}
    residual = np.linalg.norm(last - pinv @ target)
    kernel = np.linalg.norm(last - pinv @ (w @ last))
    width = w.shape[1]
    q = np.nan
    printed = depth > 1 and len(set(np.bincount(y))) == 1
    r = max(op(last), max(op(a) for a in ws))
    if depth > 1:
        before = acts[-3]
        r = max(r, op(before))
        q = np.sqrt(e2) * min(np.sqrt(width - k) * op(before), np.linalg.norm(before))
    gap = sy - e1
    big = r * (e1 / gap + np.sqrt(width * e2))
    psi = e1 / s[-1] + q
    ok = printed and e1 <= min(sy, np.sqrt((k - 1) * n / (4 * k)))
    root = np.sqrt((k - 1) / k)

    def nc1(t):
        return s[0] ** 2 / n * t**2 / (root - e1 / np.sqrt(k * m)) ** 2 if e1 < np.sqrt((k - 1) * m) else np.nan

    def nc2(t):
        t = s[0] * t / sy
        return (kappa + t) / (1 - t) if t < 1 else np.nan

    def nc3(kern, t):
        a = ((1 + s[-1] ** 2 * kern**2 / n) ** -0.5 - 2 * e1 / np.sqrt(n)) / kappa
        a -= (1 - 1 / kappa) * e1**2 / n
        b = 2 * kappa / (1 + kappa**2) - 2 * s[0] * t / np.sqrt(n)
        return max(a, b)

    got["nc1"] += [r**2 / n * big**2 / (root - 2 * e1 / np.sqrt(n)) ** 2 if ok else np.nan]
    got["nc1"] += [nc1(psi), nc1(residual)]
    x = r * big / sy
    got["nc2"] += [(kappa + x) / (1 - x) if ok and x < 1 else np.nan, nc2(psi), nc2(residual)]
    v = ((np.sqrt(n) - e1) ** 2 + n / kappa**2 - (r * big + np.sqrt(k * (kappa**2 - 1))) ** 2)
    got["nc3"] += [v / (2 * n * kappa * (1 + e1)) if ok else np.nan, nc3(q, psi), nc3(kernel, residual)]
    c = sp[0] / sp[-1]
    dp = depth**2 / 2 * r ** (2 * (depth - 1)) * e2 if depth > 1 else 0

    def p19(norm):
        a = gap**2 / norm**2
        e = dp / (a - dp)
        balanced = len(set(np.bincount(y))) == 1
        fine = balanced and dp < a and e1 <= min(sy, np.sqrt((k - 1) * n / (4 * k)))
        return c ** (1 / depth) * (1 + e) ** (1 / depth) + c ** (1 / depth - 1) * e if fine else np.nan

    got["kappa"] += [p19(x_norm * r**l1), p19(op(z))]
    d = depth * (depth - 1) / 2 * max(op(a) for a in ws) ** (2 * (depth - 1)) * e2 if depth > 1 else 0
    got["kappa"] += [((sp[0] ** 2 + d) / (sp[-1] ** 2 - d)) ** (1 / (2 * depth)) if d < sp[-1] ** 2 else np.nan]
    layers = l1 + depth
    balanced = len(set(np.bincount(y))) == 1
    cc = theta**2 - layers * k
    fro = sum(np.sum(a**2) for a in ws)
    small = e1 < sy
    got["5.1"] = [
        c,
        (x_norm / gap) ** k * np.exp((cc + l1 * k * np.log(k)) / 2) if small and balanced else np.nan,
        (op(z) / gap) ** k * np.exp((fro - depth * k) / 2) if small else np.nan,
    ]
    return got


def head(name, k, m, depth, widths, kappa, dw, dz, uneven=False):
    counts = [m] * k if not uneven else [m + (c % 3) for c in range(k)]
    y = np.repeat(np.arange(k), counts)
    dims = widths + [k]
    frames = [np.linalg.qr(rng.normal(size=(d, k)))[0] for d in dims]
    s = np.geomspace(1.2, 1.2 / kappa, k)
    ws = [frames[i + 1] @ np.diag(s) @ frames[i].T for i in range(depth)]
    ws = [w + dw * rng.normal(size=w.shape) for w in ws]
    p = ws[0]
    for a in ws[1:]:
        p = a @ p
    z = np.linalg.pinv(p) @ np.eye(k)[:, y]
    z = z + dz * rng.normal(size=z.shape)
    x_norm, l1 = 1.7 * op(z), 2
    theta = np.sqrt(sum(np.sum(a**2) for a in ws) + 7.5)
    print("case", name, len(y), k, depth, show([x_norm]), l1, show([theta]))
    print("labels", " ".join(map(str, y)))
    print("z", z.shape[0], show(z.T))
    for a in ws:
        print("w", a.shape[0], a.shape[1], show(a))
    for key, numbers in values(z, y, ws, x_norm, l1, theta).items():
        print("expect", key, " ".join(repr(float(v)) for v in numbers))


print("# written by src/test/python/theory_reference.py")
head("near", 3, 4, 3, [5, 6, 4], 1.5, 1e-5, 1e-4)
head("nearer", 4, 5, 2, [6, 5], 1.2, 1e-9, 1e-7)
head("one-layer", 3, 4, 1, [6], 1.4, 1e-3, 0.05)
head("rough", 2, 6, 2, [4, 3], 2.0, 0.02, 0.02)
head("uneven", 3, 3, 4, [4, 5, 6, 4], 1.3, 1e-6, 1e-3, uneven=True)
head("square", 5, 3, 5, [5, 5, 5, 5, 5], 1.3, 1e-7, 1e-3)
