"""What the Python package neural-collapse itself gives on the cases of docs/metrics.md.

Needs the package and PyTorch; nothing of it is copied here. Inputs are those of reference.txt, whose
values are printed beside.

    python3 core/src/test/python/package_peer.py core/src/test/resources/org/collapsar/metrics/reference.txt
"""

import sys

import numpy as np
import torch
from neural_collapse.accumulate import CovarAccumulator, DecAccumulator, MeanAccumulator
from neural_collapse.measure import clf_ncc_agreement, covariance_ratio


def read(path):
    cases = {}
    for line in open(path):
        words = line.split()
        if words[0] == "case":
            n, d, k = map(int, words[2:])
            case = cases[words[1]] = {"n": n, "d": d, "k": k, "value": {}}
        elif words[0] == "value":
            case["value"][words[1]] = float(words[2])
        elif words[0] not in ("#", "rank"):
            case[words[0]] = np.array([float(x) for x in words[1:]])
    return cases


def ratio(*arguments):
    try:
        return covariance_ratio(*arguments)
    except Exception as e:
        return type(e).__name__ + ": " + str(e)


def main():
    print("torch", torch.__version__, "numpy", np.__version__)
    cases = read(sys.argv[1])
    for name in ("strong_bias", "uneven_means", "more_classes_than_dimensions"):
        case = cases[name]
        n, d, k = case["n"], case["d"], case["k"]
        labels = torch.tensor(case["labels"].astype(int))
        for dtype in (torch.float32, torch.float64):
            x = torch.tensor(case["features"].reshape(n, d), dtype=dtype)
            means = MeanAccumulator(k, d, dtype=dtype)
            means.accumulate(x, labels)
            m, g = means.compute()
            within = CovarAccumulator(k, d, dtype=dtype, M=m)
            within.accumulate(x, labels, m)
            v = within.compute()
            print(name, dtype)
            print("  pinv", ratio(v, m, g), " svd", ratio(v, m, g, "svd"))
            if "weights" in case:
                w = torch.tensor(case["weights"].reshape(k, d), dtype=dtype)
                decisions = DecAccumulator(k, d, dtype=dtype, M=m, W=w)
                decisions.accumulate(x, labels, w, m)
                print("  1 - agreement", 1 - clf_ncc_agreement(decisions))
        print("  reference", case["value"]["nc1.pinv"], case["value"].get("nc4.mismatch"))


if __name__ == "__main__":
    main()
