#!/usr/bin/env bash
# NumPy 1.24.2: numpy.linalg.pinv in double with its default cut (1e-15 of the largest singular value) is
# below the rounding of a D x D matrix of some hundred columns: of a between-class covariance of rank 9 with
# D = 512 it inverts rounding, and NC1 = tr(Sigma_W Sigma_B^+)/K is off by a factor of 1e13, of either sign.
# D = 64 is still right. With rcond = D 2^-52 it is right at both.
# Why it matters here: this is the line in most scripts that print NC1, and it breaks at the feature sizes of
# ResNet18 and 50 (512, 2048), not at those that one tries first.
# Seen: D = 64: 1.000000 times the value by singular vectors of the class means; D = 512: beyond 1e9 times; with
# rcond 1.000000 times.
set -euo pipefail
command -v apt-get >/dev/null || { echo "needs Debian 12 (apt-get)"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get download -qq python3-numpy=1:1.24.2-1+deb12u1 libblas3 liblapack3 libgfortran5 >/dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
lib=$dir/root/usr/lib/$(uname -m)-linux-gnu
export PYTHONPATH=$dir/root/usr/lib/python3/dist-packages LD_LIBRARY_PATH=$lib:$lib/blas:$lib/lapack
cat >pinv.py <<'PYTHON'
import numpy as np

assert np.__version__ == "1.24.2", np.__version__


def ratio(d, k=10, n=400, **cut):
    r = np.random.default_rng(7)
    m = r.standard_normal((k, d))
    m -= m.mean(0)
    x = 0.05 * r.standard_normal((n, d))
    within, between = x.T @ x / n, m.T @ m / k
    _, s, v = np.linalg.svd(m, full_matrices=False)
    right = sum(v[j] @ within @ v[j] / (s[j] ** 2 / k) for j in range(k - 1))
    return np.trace(within @ np.linalg.pinv(between, **cut)) / right


small, wide, cut = ratio(64), ratio(512), ratio(512, rcond=512 * 2.0**-52)
print(f"NC1 over its right value: D = 64 {small:.6f}, D = 512 {wide:.3g}, D = 512 with rcond {cut:.6f}")
if not (abs(small - 1) < 1e-6 and abs(wide) > 1e6 and abs(cut - 1) < 1e-6):
    raise SystemExit("changed: expected noise at D = 512 with the default cut alone")
PYTHON
/usr/bin/python3 pinv.py
