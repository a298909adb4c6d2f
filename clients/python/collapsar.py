# Copyright (c) the Collapsar authors. Licensed under the Apache License, Version 2.0.
"""Sends features of a training to ``collapsar serve``, epoch by epoch. Needs NumPy alone.

    watch = collapsar.Watch("my-net")
    for epoch in range(epochs):
        train(model)
        watch.epoch(model, loader, layer="fc", loss=loss)     # PyTorch
    watch.end()

``watch.log(epoch, features, labels, weight, bias, loss=..)`` does it for everything else. What is
sent is first written to a spool directory, then sent by a thread: a training never waits for the
server, and never fails because of it. Without a server the files stay; ``collapsar serve`` takes
them when it starts, ``python collapsar.py send`` sends them, and ``collapsar measure`` reads them.
"""
import atexit
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zipfile

import numpy as np

__version__ = "0.1.0"
__all__ = ["Watch", "measure", "send"]

_TIMEOUT = 30.0  # seconds of a request without progress
_MOST_WAIT = 60.0  # seconds that the end of a training waits for the server
_NEVER = 30.0  # seconds after which something that was refused is tried again
_DESCRIPTION = "watch.json"


def _say(line):
    print("collapsar: " + line, file=sys.stderr, flush=True)


# ---- The server ---------------------------------------------------------------------------------

def _cache():
    data = os.environ.get("COLLAPSAR_DATA", "").strip()
    if data:
        return os.path.join(data, "serve")
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = os.path.expanduser("~")
        base = os.path.join(home, "Library", "Caches") if sys.platform == "darwin" else os.path.join(home, ".cache")
    return os.path.join(base, "collapsar", "serve")


def _known_servers():
    """(url, token), the server that was started last first."""
    url = os.environ.get("COLLAPSAR_URL", "").strip()
    if url:
        return [(url, os.environ.get("COLLAPSAR_TOKEN", "").strip())]
    found = []
    try:
        for name in os.listdir(_cache()):
            if name.startswith("server-") and name.endswith(".json"):
                path = os.path.join(_cache(), name)
                found.append((os.path.getmtime(path), path))
    except OSError:
        return []
    servers = []
    for _, path in sorted(found, reverse=True):
        try:
            with open(path, encoding="utf-8") as file:
                server = json.load(file)
            servers.append((server["url"], server["token"]))
        except (OSError, ValueError, KeyError):
            continue
    return servers


class _Refused(Exception):
    """An answer that says that it is no use to ask again."""


class _Later(Exception):
    """The server does not answer, or says that it cannot yet."""

    def __init__(self, why, seconds=2.0):
        super().__init__(why)
        self.seconds = seconds


class _Server:
    def __init__(self, url, token):
        self.url = url
        self.token = token
        parts = urllib.parse.urlsplit(url)
        self._type = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host, self._port = parts.hostname, parts.port
        self._base = parts.path.rstrip("/")

    def ask(self, method, path, body=None, content=None, length=None):
        headers = {"Authorization": "Bearer " + self.token} if self.token else {}
        if content:
            headers["Content-Type"] = content
        if length is not None:
            headers["Content-Length"] = str(length)
        connection = self._type(self._host, self._port, timeout=_TIMEOUT)
        try:
            try:
                connection.request(method, self._base + path, body=body, headers=headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all was sent: the answer says why
            answer = connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise _Later(str(error) or type(error).__name__) from error
        finally:
            connection.close()
        try:
            document = json.loads(data or b"{}")
        except ValueError:
            document = {}
        if answer.status < 300:
            return document
        line = str(document.get("error", answer.reason))
        if answer.status in (429, 503, 507):
            raise _Later(line, float(answer.getheader("Retry-After") or 2))
        raise _Refused("%d: %s" % (answer.status, line))

    def ask_json(self, method, path, document):
        body = json.dumps(document).encode()
        return self.ask(method, path, body, "application/json", len(body))

    def is_there(self):
        try:
            return self.ask("GET", "/api/v1").get("name") == "collapsar"
        except (_Refused, _Later):
            return False


def _find(url, token):
    """The first server that answers, or None."""
    for each in [(url, token or os.environ.get("COLLAPSAR_TOKEN", ""))] if url else _known_servers():
        server = _Server(*each)
        if server.is_there():
            return server
    return None


# ---- Files --------------------------------------------------------------------------------------

def _write_npz(path, arrays, files=()):
    """A stored archive, whole at any moment. ``files`` are (name, path of raw numbers, dtype, shape)."""
    part = path + ".part"
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, array in arrays.items():
            with archive.open(name + ".npy", "w", force_zip64=True) as out:
                np.lib.format.write_array(out, np.asanyarray(array), allow_pickle=False)
        for name, raw, dtype, shape in files:
            with archive.open(name + ".npy", "w", force_zip64=True) as out:
                np.lib.format.write_array_header_1_0(
                    out, {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": shape})
                with open(raw, "rb") as numbers:
                    shutil.copyfileobj(numbers, out, 1 << 20)
    os.replace(part, path)


def _write_json(path, document):
    with open(path + ".part", "w", encoding="utf-8") as out:
        json.dump(document, out)
    os.replace(path + ".part", path)


def _slug(name):
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in kept.split("-") if part)[:60] or "run"


def _numbers(scalars):
    """Scalars as floats; what is no finite number is left out of JSON, as null."""
    numbers = {}
    for name, value in scalars.items():
        if value is None:
            continue
        number = float(value.item() if hasattr(value, "item") else value)
        numbers[name] = number if np.isfinite(number) else None
    return numbers


# ---- A training ---------------------------------------------------------------------------------

class Watch:
    """A training that is watched.

    name       of the run, for people
    url, token of the server; without them COLLAPSAR_URL and COLLAPSAR_TOKEN, else the server that
               this user started last on this machine
    framework  such as "PyTorch 2.4"; found out where it is PyTorch
    epochs     as many as are planned, if known
    metrics    ids as ``collapsar measure`` takes them; the usual ones without
    spool      directory in which files wait; COLLAPSAR_SPOOL, else runs/collapsar-spool
    """

    def __init__(self, name, url=None, token=None, framework=None, epochs=None, seed=None, metrics=None, spool=None):
        self._said = set()
        self._last = -1
        self._ended = None
        self._closed = False
        self._stop = threading.Event()
        self._new = threading.Event()
        self._thread = None
        self._description = {"name": str(name)}
        for key, value in (("framework", framework or _framework()), ("epochs", epochs), ("seed", seed), ("metrics", metrics)):
            if value is not None:
                self._description[key] = value
        self._url, self._token = url, token
        self.directory = None
        try:
            base = spool or os.environ.get("COLLAPSAR_SPOOL") or os.path.join("runs", "collapsar-spool")
            os.makedirs(base, exist_ok=True)
            self.directory = tempfile.mkdtemp(prefix=_slug(str(name)) + "-", dir=base)
            state = dict(self._description, pid=os.getpid(), host=socket.gethostname())
            _write_json(os.path.join(self.directory, _DESCRIPTION), state)
            self._sender = _Sender(self.directory, url, token, self._say_once)
            self._thread = threading.Thread(target=self._send, name="collapsar", daemon=True)
            self._thread.start()
            atexit.register(self.close)
        except Exception as error:  # whatever it is, training goes on
            self._say_once("spool", "nothing is kept, since %s" % error)

    def _say_once(self, kind, line):
        if kind not in self._said:
            self._said.add(kind)
            _say(line)

    @property
    def id(self):
        """The id of the run on the server, None as long as none has answered."""
        return self._sender.id if self._thread else None

    def log(self, epoch, features=None, labels=None, weight=None, bias=None, *, layers=None,
            test_features=None, test_labels=None, ood_features=None, **scalars):
        """Sends an epoch.

        features [n x D] of the layer before the classifier, or ``layers``: {name: [n x D]}, first to
        last; labels [n]; weight [K x D], bias [K] of the classifier; scalars of the training's own,
        such as loss and lr. Epochs ascend. Returns whether the epoch was kept.
        """
        try:
            arrays = {}
            if layers:
                for name, values in layers.items():
                    arrays["features/" + name] = _array(values)
            elif features is not None:
                arrays["features"] = _array(features)
            for name, values in (("labels", labels), ("weight", weight), ("bias", bias), ("test_features", test_features),
                                 ("test_labels", test_labels), ("ood_features", ood_features)):
                if values is not None:
                    arrays[name] = _array(values)
            return self._keep(epoch, arrays, [], scalars)
        except Exception as error:
            self._say_once("log", "epoch %s is left out, since %s" % (epoch, error))
            return False

    def epoch(self, model, loader, layer="fc", epoch=None, *, layers=(), test_loader=None, ood_loader=None,
              max_samples=None, **scalars):
        """Runs a PyTorch model over a loader of (inputs, labels) and sends what the layer takes.

        layer       the classifier, a linear layer, by its name in ``named_modules``: its input are
                    the features, its weight and bias W and b
        layers      names of further modules, first to last, whose outputs are measured, too
        test_loader, ood_loader  of test samples, and of other data
        max_samples of each loader, at most

        The model's modes, its hooks and PyTorch's random numbers are as they were afterwards.
        Features go to disk a batch at a time. Returns whether the epoch was kept.
        """
        epoch = self._last + 1 if epoch is None else epoch
        try:
            with tempfile.TemporaryDirectory(prefix="collapsar-") as folder:
                arrays, files = _run(model, loader, layer, layers, test_loader, ood_loader, max_samples, folder)
                return self._keep(epoch, arrays, files, scalars)
        except Exception as error:
            self._say_once("epoch", "epoch %s is left out, since %s: %s" % (epoch, type(error).__name__, error))
            return False

    def _keep(self, epoch, arrays, files, scalars):
        epoch = int(epoch)
        if self._thread is None or self._ended:
            return False
        if epoch <= self._last:
            raise ValueError("expected an epoch after %d, found %d" % (self._last, epoch))
        numbers = _numbers(scalars)
        name = os.path.join(self.directory, str(epoch))
        if arrays or files:
            for key, value in numbers.items():
                if value is not None:
                    arrays["scalars/" + key] = np.float64(value)
            _write_npz(name + ".npz", arrays, files)
        elif numbers:
            _write_json(name + ".json", {"scalars": numbers})
        else:
            raise ValueError("expected features or a scalar, found neither")
        self._last = epoch
        self._new.set()
        return True

    def _send(self):
        while not self._stop.is_set():
            self._new.wait(1.0)
            self._new.clear()
            wait = self._sender.send()
            if wait:
                self._stop.wait(min(wait, 10.0))

    def end(self, status="done", message=None):
        """Ends the run: done, interrupted, diverged or failed. Waits a while for the server."""
        if self._thread is None or self._ended:
            return
        self._ended = status
        try:
            _write_json(os.path.join(self.directory, "end.json"),
                        {"status": status, **({"message": str(message)} if message else {})})
        except OSError as error:
            self._say_once("end", "the end is left out, since %s" % error)
        self.close()

    def close(self):
        """Sends what waits, for at most a minute; what the server does not take stays in files."""
        if self._closed or self._thread is None:
            return
        self._closed = True
        self._stop.set()
        self._new.set()
        self._thread.join(_TIMEOUT)
        until = time.monotonic() + _MOST_WAIT
        while not self._thread.is_alive() and time.monotonic() < until:
            wait = self._sender.send()
            if not wait or wait >= _NEVER or self._sender.server is None:
                break
            time.sleep(min(wait, 2.0))
        self._sender.tidy_up()
        atexit.unregister(self.close)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.end("done" if kind is None else "interrupted" if issubclass(kind, KeyboardInterrupt) else "failed",
                 None if kind is None else kind.__name__)


class _Sender:
    """Sends the files of a spool directory in the order of their epochs."""

    def __init__(self, directory, url, token, say):
        self.directory = directory
        self.server = None
        self._url, self._token, self._say = url, token, say
        with open(os.path.join(directory, _DESCRIPTION), encoding="utf-8") as file:
            self._description = json.load(file)
        self.id = self._description.get("id")

    def waiting(self):
        names = []
        for name in os.listdir(self.directory):
            stem, ending = os.path.splitext(name)
            if stem.isdigit() and ending in (".npz", ".safetensors", ".json"):
                names.append((int(stem), name))
        return [name for _, name in sorted(names)]

    def _connect(self):
        if self.server is None:
            self.server = _find(self._url, self._token)
        if self.server is None:
            self._say("server", "no server answers; epochs wait in %s, and training goes on" % self.directory)
            raise _Later("no server answers", 5.0)
        if self.id is None:
            new = {key: self._description[key] for key in ("name", "framework", "epochs", "seed", "metrics")
                   if key in self._description}
            self.id = self.server.ask_json("POST", "/api/v1/runs", new)["id"]
            self._description.update(id=self.id, url=self.server.url)
            _write_json(os.path.join(self.directory, _DESCRIPTION), self._description)
            self._say("page", "live at %sruns/%s" % (self.server.url, self.id))

    def send(self):
        """Sends what waits; returns 0, or after how many seconds to try again."""
        try:
            names = self.waiting()
            end = os.path.join(self.directory, "end.json")
            if not names and not os.path.exists(end):
                return 0
            self._connect()
            for name in names:
                self._one(name)
            if os.path.exists(end):
                with open(end, encoding="utf-8") as file:
                    self.server.ask_json("POST", "/api/v1/runs/%s/end" % self.id, json.load(file))
                os.remove(end)
            return 0
        except _Later as later:
            if later.seconds >= 2.0 and self.server is not None and not self.server.is_there():
                self.server = None
                self._say("lost", "the server does not answer (%s); epochs wait in %s" % (later, self.directory))
            return max(0.1, later.seconds)
        except _Refused as refused:
            self._say("refused", "the server refuses (%s); epochs stay in %s" % (refused, self.directory))
            return _NEVER
        except Exception as error:
            self._say("error", "nothing is sent, since %s; epochs stay in %s" % (error, self.directory))
            return _NEVER

    def _one(self, name):
        path = os.path.join(self.directory, name)
        address = "/api/v1/runs/%s/epochs/%s" % (self.id, os.path.splitext(name)[0])
        with open(path, "rb") as body:
            content = "application/json" if name.endswith(".json") else "application/octet-stream"
            self.server.ask("POST", address, body, content, os.path.getsize(path))
        os.remove(path)

    def tidy_up(self):
        try:
            if not self.waiting() and not os.path.exists(os.path.join(self.directory, "end.json")):
                shutil.rmtree(self.directory)
        except OSError:
            pass


def send(spool=None, url=None, token=None):
    """Sends what earlier trainings left in a spool directory; returns how many of them are left."""
    base = spool or os.environ.get("COLLAPSAR_SPOOL") or os.path.join("runs", "collapsar-spool")
    left = 0
    for name in sorted(os.listdir(base)) if os.path.isdir(base) else []:
        directory = os.path.join(base, name)
        if not os.path.exists(os.path.join(directory, _DESCRIPTION)):
            continue
        sender = _Sender(directory, url, token, lambda kind, line: _say(line))
        wait = sender.send()
        while wait and sender.server is not None and wait < _NEVER:
            time.sleep(wait)
            wait = sender.send()
        if wait:
            left += 1
        else:
            sender.tidy_up()
    return left


# ---- PyTorch ------------------------------------------------------------------------------------

def _framework():
    torch = sys.modules.get("torch")
    return "PyTorch " + str(torch.__version__) if torch else "Python"


def _array(values):
    """A NumPy array of a tensor of whatever library, or of numbers."""
    if hasattr(values, "detach"):
        values = values.detach()
        if str(getattr(values, "dtype", "")) == "torch.bfloat16":
            values = values.float()
        values = values.cpu().numpy()
    return np.asarray(values)


class _Table:
    """Rows that go to disk a batch at a time."""

    def __init__(self, path):
        self.path = path
        self.rows = 0
        self.columns = None
        self._out = open(path, "wb")

    def add(self, rows):
        rows = rows.reshape(rows.shape[0], -1)
        if self.columns is None:
            self.columns = rows.shape[1]
        if rows.shape[1] != self.columns:
            raise ValueError("expected %d features, found %d" % (self.columns, rows.shape[1]))
        np.ascontiguousarray(rows, dtype="<f4").tofile(self._out)
        self.rows += rows.shape[0]

    def member(self, name):
        self._out.close()
        return name, self.path, "<f4", (self.rows, self.columns or 0)

    def close(self):
        self._out.close()


def _run(model, loader, layer, layers, test_loader, ood_loader, max_samples, folder):
    import torch

    modules = dict(model.named_modules())
    for name in [layer, *layers]:
        if name not in modules:
            raise ValueError("expected a layer among %s, found %s" % (", ".join(n for n in modules if n), name))
    modes = [(module, module.training) for module in model.modules()]
    cuda = torch.cuda.is_available() and torch.cuda.is_initialized()
    generator = torch.get_rng_state()
    generators = torch.cuda.get_rng_state_all() if cuda else None
    handles = []
    tables = []
    files = []
    arrays = {}
    taken = {}
    try:
        for name in layers:
            handles.append(modules[name].register_forward_hook(
                lambda module, inputs, output, name=name: taken.__setitem__(name, output)))
        handles.append(modules[layer].register_forward_pre_hook(
            lambda module, inputs: taken.__setitem__(layer, inputs[0])))
        model.eval()
        parameter = next(model.parameters(), None)
        device = parameter.device if parameter is not None else torch.device("cpu")

        def walk(data, names, keep_labels):
            of = {name: _Table(os.path.join(folder, "%d" % (len(tables) + i))) for i, name in enumerate(names)}
            tables.extend(of.values())
            labels = []
            seen = 0
            for batch in data:
                inputs = batch[0] if isinstance(batch, (tuple, list)) else batch
                if max_samples is not None and seen >= max_samples:
                    break
                taken.clear()
                model(inputs.to(device))
                keep = len(inputs) if max_samples is None else min(len(inputs), max_samples - seen)
                for name, table in of.items():
                    if name not in taken:
                        raise ValueError("expected a layer that the model runs through, found %s" % name)
                    table.add(_array(taken[name][:keep].float()))
                if keep_labels:
                    labels.append(_array(batch[1])[:keep].reshape(-1))
                seen += keep
            if seen == 0:
                raise ValueError("expected a loader with samples, found an empty one")
            return of, np.concatenate(labels) if keep_labels else None

        with torch.no_grad():
            of, arrays["labels"] = walk(loader, [*layers, layer], True)
            for name in [*layers, layer]:
                files.append(of[name].member("features/" + name if layers else "features"))
            if test_loader is not None:
                of, arrays["test_labels"] = walk(test_loader, [layer], True)
                files.append(of[layer].member("test_features"))
            if ood_loader is not None:
                of, _ = walk(ood_loader, [layer], False)
                files.append(of[layer].member("ood_features"))
        weight = getattr(modules[layer], "weight", None)
        if weight is not None and weight.dim() == 2:
            arrays["weight"] = _array(weight.float())
            if getattr(modules[layer], "bias", None) is not None:
                arrays["bias"] = _array(modules[layer].bias.float())
        return arrays, files
    finally:
        for handle in handles:
            handle.remove()
        for module, training in modes:
            module.training = training
        for table in tables:
            table.close()
        torch.set_rng_state(generator)
        if generators is not None:
            torch.cuda.set_rng_state_all(generators)


# ---- The program --------------------------------------------------------------------------------

def _program():
    program = os.environ.get("COLLAPSAR", "").strip() or shutil.which("collapsar")
    if not program:
        raise RuntimeError("expected the program in COLLAPSAR or on the PATH, found none")
    return program


def measure(features, labels, weight=None, bias=None, *, test_features=None, test_labels=None, ood_features=None,
            metrics=None, threads=None):
    """Measures one set of features by ``collapsar measure``; returns its JSON document as a dict.

    Raises RuntimeError with the program's line where it refuses.
    """
    with tempfile.TemporaryDirectory(prefix="collapsar-") as folder:
        path = os.path.join(folder, "measure.npz")
        given = {"features": features, "labels": labels, "weight": weight, "bias": bias, "test_features": test_features,
                 "test_labels": test_labels, "ood_features": ood_features}
        arrays = {name: _array(values) for name, values in given.items() if values is not None}
        _write_npz(path, arrays)
        options = {"features": "--features", "labels": "--labels", "weight": "--weights", "bias": "--bias",
                   "test_features": "--test-features", "test_labels": "--test-labels", "ood_features": "--ood-features"}
        command = [_program(), "measure", "--json"]
        for name in arrays:
            command += [options[name], path + ":" + name]
        if metrics:
            command += ["--metrics", ",".join(metrics)]
        if threads:
            command += ["--threads", str(threads)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        try:
            document = json.loads(done.stdout)
        except ValueError:
            document = {}
        if done.returncode != 0:
            raise RuntimeError(document.get("error") or done.stderr.decode("utf-8", "replace").strip())
        return document


if __name__ == "__main__":
    if sys.argv[1:2] != ["send"] or len(sys.argv) > 3:
        sys.exit("usage: python collapsar.py send [SPOOL]")
    sys.exit(1 if send(*sys.argv[2:]) else 0)
