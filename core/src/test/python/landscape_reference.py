"""Reference values for the landscape certificates and for lambda_*, by NumPy.

Another route than the code under test: M^{-1} on the whole q n space by numpy.linalg.solve with
Kronecker products, pseudo-inverses, and the trapezoidal rule in the plane of two samples for the
kernel (Gauss-Hermite quadrature converges slowly beside the poles of tanh).
Run: python3 landscape_reference.py > .../theory/landscape_reference.txt
"""

import numpy as np

rng = np.random.default_rng(20250119)


def show(a):
    return " ".join(repr(float(x)) for x in np.asarray(a).ravel())


def values(x, y, u, a, w, gamma, lr, lw, noise, sigma, slope, c1):
    """x [d x n], u [N x d], a [p x N], w [p x q]; the paper's orientation."""
    n, q, big_n, p = x.shape[1], w.shape[1], u.shape[0], w.shape[0]
    target = np.eye(q)[:, y]
    s = sigma(u @ x)
    h = a @ s / big_n
    k = s.T @ s / big_n
    r = gamma * w.T @ h - target
    da = gamma / n * w @ r @ s.T + lr * a
    du = gamma / n * (slope(u @ x) * (r.T @ w.T @ a).T) @ x.T + lr * u
    d = da @ s / big_n
    gw = gamma / n * h @ r.T + lw * w
    m = gamma**2 * np.kron(k / n, w.T @ w) + lr * np.eye(q * n)
    kw = np.kron(k / n, w)
    vec = lambda z: z.T.ravel()
    f = (gamma * kw @ np.linalg.solve(m, vec(target))).reshape(n, p).T
    e1 = (vec(d) / lr - gamma**2 / lr * kw @ np.linalg.solve(m, vec(w.T @ d))).reshape(n, p).T
    assert np.linalg.norm(h - f - e1) < 1e-11 * np.linalg.norm(d) / lr
    pinv = np.linalg.pinv(w).T
    st = pinv @ target / gamma
    e2 = h - st
    sw = np.linalg.svd(w, compute_uv=False)
    loss = np.sum(r**2) / (2 * n)
    ea2, eu2 = np.sum(da**2) / big_n, np.sum(du**2) / big_n
    eps2 = ea2 + eu2
    hc = h - h.mean(axis=1, keepdims=True)
    var = np.sum(hc**2)
    means = np.stack([h[:, y == c].mean(axis=1) for c in range(q)], axis=1)
    nc1 = np.sum((h - means[:, y]) ** 2) / var
    fr = np.linalg.norm
    b7 = 2 * ((gamma * sw[0] / lr) ** 4 * c1**2 + lr**-2) * c1**2 * n * eps2
    b10 = b7 + (2 * n * loss / gamma**2 + 2 * (sw[0] * c1 / lr) ** 2 * n * eps2) / sw[-1] ** 2
    pw = w @ np.linalg.pinv(w)
    exact = fr(pinv @ r) ** 2 / gamma**2 + fr(d - pw @ d) ** 2 / lr**2
    got = {}
    got["theorem4.2.explained"] = [1 - fr(h - f) ** 2 / var] + [
        1 - b / var for b in (b7 if noise == 0 else np.nan, np.trace(k) * ea2 / lr**2, fr(d) ** 2 / lr**2)
    ]
    got["theorem4.2.e1"] = [fr(e1) ** 2, b7 if noise == 0 else np.nan, np.trace(k) * ea2 / lr**2, fr(d) ** 2 / lr**2]
    cons = 2 * n * loss / (gamma * sw[-1]) ** 2 + fr(d) ** 2 / lr**2
    got["theorem4.2.e2"] = [fr(e2) ** 2, b10 if noise == 0 else np.nan, cons, exact]
    e, t = fr(e2), fr(st - st.mean(axis=1, keepdims=True))
    xx = (q - 1) * n / (sw[0] ** 2 * q)

    def printed(z):
        return 16 * e**2 / (z / 2 - 4 * e**2) if e**2 <= z / 8 else np.nan

    def within(e, t):
        return e**2 / (t - e) ** 2 if e < t else np.nan

    got["corollary4.4"] = [nc1, printed(xx), printed(xx / gamma**2), within(np.sqrt(cons), np.sqrt(xx) / gamma), within(e, t)]
    second = a @ a.T / big_n
    gap = np.sqrt(n / q) - fr(r)
    low = [gap / (gamma * np.sqrt(np.trace(k) * fr(second, 2))), gap / (gamma * fr(h, 2))] if gap > 0 else [np.nan] * 2
    got["lemma4.3.smin"] = [sw[-1], np.nan] + low
    reg = loss + lw / 2 * np.sum(w**2) + lr / 2 * (np.sum(a**2) + np.sum(u**2)) / big_n
    got["lemma4.3.norm"] = [np.sum(w**2), np.nan, 2 * reg / lw]
    diff, pull, wg = lr * second - lw * w @ w.T, da @ a.T / big_n, w @ gw.T
    assert np.allclose(diff, pull - wg, atol=1e-12)
    big = lambda z: np.max(np.abs(z))
    if noise == 0:
        cons = np.sqrt(ea2 * np.max(np.diag(second))) + np.max(np.linalg.norm(w, axis=1)) * fr(gw)
        got["lemma4.5"] = [big(diff), np.nan, cons, big(pull) + big(wg)]
    else:
        eye = np.eye(p)
        got["lemma4.5"] = [big(diff / noise - eye), np.nan, big(pull / noise - eye) + big(wg) / noise]
    got["lemma4.6"] = [eps2, fr(d) ** 2 / np.trace(k)]
    return got


FUNCTIONS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2, 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2, 1),
}


def case(name, q, m, p, big_n, d, gamma, lr, lw, noise, near=None):
    sigma, slope, c1 = FUNCTIONS[name]
    n = q * m
    y = np.arange(n) % q
    x, u = rng.normal(size=(d, n)), rng.normal(size=(big_n, d))
    w = np.eye(p, q) + 0.2 * rng.normal(size=(p, q))
    a = rng.normal(size=(p, big_n))
    if near is not None:
        s = sigma(u @ x)
        k = s.T @ s / big_n
        mm = gamma**2 * np.kron(k / n, w.T @ w) + lr * np.eye(q * n)
        v = np.linalg.solve(mm, np.eye(q)[:, y].T.ravel()).reshape(n, q).T
        a = gamma / n * w @ v @ s.T + near * a
    print("case", name, n, q, p, big_n, d, show([gamma, lr, lw, noise]))
    for key, z in (("x", x.T), ("u", u), ("a", a.T), ("w", w)):
        print(key, show(z))
    for key, got in values(x, y, u, a, w, gamma, lr, lw, noise, sigma, slope, c1).items():
        print("expect", key, show(got))


def kernel(name, x):
    """E sigma(x_i^T u) sigma(x_j^T u), a grid of 0.05 in the plane of two samples."""
    sigma = FUNCTIONS[name][0]
    t = np.arange(-240, 241) * 0.05
    wt = 0.05 * np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi)
    n = x.shape[0]
    k = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            g = np.array([[x[i] @ x[i], x[i] @ x[j]], [x[i] @ x[j], x[j] @ x[j]]])
            r = np.sqrt(g[0, 0])
            c = g[0, 1] / r
            rest = np.sqrt(max(0, g[1, 1] - c**2))
            first = sigma(r * t)[:, None]
            other = sigma(c * t[:, None] + rest * t[None, :])
            k[i, j] = np.sum(wt[:, None] * wt[None, :] * first * other)
    return k


print("# written by src/test/python/landscape_reference.py, NumPy", np.__version__)
case("tanh", 3, 4, 5, 20, 6, 1.0, 0.01, 0.1, 0)
case("sigmoid", 2, 5, 2, 30, 4, 2.5, 1e-3, 1e-2, 0)
case("tanh", 3, 3, 4, 40, 9, 3.0, 1e-4, 1e-3, 0, near=1e-5)
case("sigmoid", 3, 3, 4, 40, 9, 0.7, 1e-6, 1e-3, 0.01, near=1e-6)
case("tanh", 2, 3, 3, 4, 2, 0.3, 0.1, 0.2, 0.05)
for name in ("tanh", "sigmoid"):
    z = rng.normal(size=(6, 4)) * np.array([0.3, 0.6, 0.9, 0.5, 1.0, 0.8])[:, None]
    print("kernel", name, 6, 4, show(z))
    k = kernel(name, z)
    print("entries", show(k))
    print("lowest", show([np.linalg.eigvalsh(k)[0]]))
