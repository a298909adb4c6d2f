#!/usr/bin/env bash
# PyTorch 1.13.1: torch.save writes what lies in memory of a tensor that is conjugated or negated lazily, and
# not that it is: x.conj() comes back as x, x.conj().imag with the other sign, without a word. PyTorch 2 writes
# both flags (pytorch pull request 88182); safetensors does not to this day (its issue 831).
# Why it matters here: a reader cannot tell; features from complex-valued networks or Fourier layers are what
# the file says, not what the script had. Save x.resolve_conj().resolve_neg().
# Seen (Debian's PyTorch 1.13.1): saved [-3, -4], loaded [3, 4].
set -euo pipefail
/usr/bin/python3 -c 'import torch' 2>/dev/null || { echo "needs Debian 12's python3-torch (apt-get install python3-torch)"; exit 2; }
/usr/bin/python3 - <<'PY'
import io
import torch

z = torch.complex(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
lost = 0
for x in (z.conj(), z.conj().imag):
    file = io.BytesIO()
    torch.save(x, file)
    file.seek(0)
    loaded = torch.load(file)
    lost += loaded.tolist() != x.tolist()
    print("saved", x.tolist(), "loaded", loaded.tolist())
print("PyTorch", torch.__version__, "loses", lost, "of 2")
if lost != (2 if torch.__version__ < "2" else 0):
    raise SystemExit("changed: expected both to be lost before PyTorch 2.0, none since")
PY
