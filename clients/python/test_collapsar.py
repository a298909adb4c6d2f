"""Tests of the client: python3 -m unittest. COLLAPSAR names the program for those with a real server."""
import contextlib
import http.server
import io
import json
import os
import subprocess
import tempfile
import threading
import time
import unittest
from unittest import mock

import numpy as np

import collapsar

try:
    import torch
except ImportError:
    torch = None

PROGRAM = os.environ.get("COLLAPSAR")


def features(epoch, classes=3, dimension=6, per_class=20):
    """Features nearer to their means the later it is."""
    random = np.random.default_rng(epoch)
    labels = np.repeat(np.arange(classes), per_class)
    means = 4 * np.eye(classes, dimension)
    noise = random.normal(size=(labels.size, dimension)) / (1 + epoch)
    return (means[labels] + noise).astype(np.float32), labels, means


class Stub(http.server.BaseHTTPRequestHandler):
    """A server that answers as the test says and remembers what it was asked."""

    protocol_version = "HTTP/1.1"

    def answer(self, status, document, headers=()):
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200, {"name": "collapsar"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        of = self.server
        if self.headers["Authorization"] != "Bearer secret":
            self.answer(401, {"error": "no token"})
        elif self.path == "/api/v1/runs":
            of.made.append(json.loads(body))
            self.answer(201, {"id": "net-1"})
        elif of.refusals:
            self.answer(*of.refusals.pop(0))
        else:
            of.taken.append((self.path, body))
            self.answer(202, {"status": "queued"})

    def log_message(self, *_):
        pass


class Served(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.said = io.StringIO()
        redirect = contextlib.redirect_stderr(self.said)
        redirect.__enter__()
        self.addCleanup(redirect.__exit__, None, None, None)
        changed = mock.patch.dict(os.environ, {"XDG_CACHE_HOME": self.folder.name})
        changed.start()
        self.addCleanup(changed.stop)
        for name in ("COLLAPSAR_URL", "COLLAPSAR_TOKEN", "COLLAPSAR_DATA", "COLLAPSAR_SPOOL"):
            os.environ.pop(name, None)
        self.spool = os.path.join(self.folder.name, "spool")

    def stub(self, port=0):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Stub)
        server.taken, server.made, server.refusals = [], [], []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, "http://127.0.0.1:%d/" % server.server_port

    def until(self, condition):
        limit = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), limit, "waited in vain")
            time.sleep(0.05)


class WithoutAServer(Served):
    def test_training_goes_on_and_files_wait(self):
        watch = collapsar.Watch("My net", spool=self.spool)
        for epoch in range(3):
            h, y, w = features(epoch)
            self.assertTrue(watch.log(epoch, h, y, w, loss=1 / (1 + epoch), lr=float("nan")))
        watch.end()
        self.assertEqual(self.said.getvalue().count("no server answers"), 1, self.said.getvalue())
        kept = sorted(os.listdir(watch.directory))
        self.assertEqual(kept, ["0.npz", "1.npz", "2.npz", "end.json", "watch.json"])
        with np.load(os.path.join(watch.directory, "2.npz")) as file:
            np.testing.assert_array_equal(file["features"], features(2)[0])
            np.testing.assert_array_equal(file["weight"], features(2)[2])
            self.assertEqual(float(file["scalars/loss"]), 1 / 3)
            self.assertNotIn("scalars/lr", file.files)

        server, url = self.stub()
        self.assertEqual(collapsar.send(self.spool, url, "secret"), 0)
        self.assertEqual([path for path, _ in server.taken],
                         ["/api/v1/runs/net-1/epochs/%d" % e for e in range(3)] + ["/api/v1/runs/net-1/end"])
        self.assertEqual(os.listdir(self.spool), [])

    def test_nothing_that_is_wrong_reaches_the_training(self):
        watch = collapsar.Watch("net", spool=self.spool)
        self.assertFalse(watch.log(0, features=object(), labels=[1], loss="high"))
        self.assertFalse(watch.log(0))
        self.assertTrue(watch.log(1, loss=np.float32(2)))
        self.assertFalse(watch.log(1, loss=2))
        self.assertFalse(watch.epoch(None, None))
        watch.close()
        self.assertIn("left out", self.said.getvalue())
        with mock.patch("os.makedirs", side_effect=OSError("read-only")):
            broken = collapsar.Watch("net", spool=self.spool)
        self.assertFalse(broken.log(0, loss=1))
        broken.end()
        self.assertIn("nothing is kept, since read-only", self.said.getvalue())

    def test_measure_says_what_is_missing(self):
        with mock.patch.dict(os.environ, {"COLLAPSAR": "", "PATH": ""}):
            with self.assertRaisesRegex(RuntimeError, "COLLAPSAR or on the PATH"):
                collapsar.measure(*features(0)[:2])


class WithAStub(Served):
    def test_epochs_arrive_in_order_whatever_the_server_says(self):
        server, url = self.stub()
        server.refusals = [(429, {"error": "full"}, [("Retry-After", "0.2")]), (503, {"error": "busy"}, [("Retry-After", "0.2")])]
        with collapsar.Watch("net", url, "secret", spool=self.spool, epochs=4) as watch:
            for epoch in range(4):
                watch.log(epoch, loss=epoch)
        self.assertEqual([path.split("/")[-1] for path, _ in server.taken], ["0", "1", "2", "3", "end"])
        self.assertEqual(json.loads(server.taken[-1][1]), {"status": "done"})
        self.assertEqual(server.made[0]["name"], "net")
        self.assertEqual(server.made[0]["epochs"], 4)
        self.assertEqual(os.listdir(self.spool), [])

    def test_a_server_that_comes_back_gets_what_it_missed(self):
        server, url = self.stub()
        watch = collapsar.Watch("net", url, "secret", spool=self.spool)
        watch.log(0, loss=1)
        self.until(lambda: len(server.taken) == 1)
        server.shutdown()
        server.server_close()
        watch.log(1, loss=1)
        watch.log(2, loss=1)
        self.until(lambda: "does not answer" in self.said.getvalue() or "no server" in self.said.getvalue())
        again, _ = self.stub(server.server_port)
        self.until(lambda: len(again.taken) == 2)
        watch.end()
        self.assertEqual([path.split("/")[-1] for path, _ in again.taken], ["1", "2", "end"])
        self.assertEqual(again.made, [], "the run is the same")

    def test_a_failed_training_says_so(self):
        server, url = self.stub()
        with self.assertRaises(ZeroDivisionError):
            with collapsar.Watch("net", url, "secret", spool=self.spool):
                raise ZeroDivisionError
        self.assertEqual(json.loads(server.taken[-1][1]), {"status": "failed", "message": "ZeroDivisionError"})

    def test_a_refusal_is_said_and_files_stay(self):
        server, url = self.stub()
        server.refusals = [(422, {"error": "expected better"}, [])] * 9
        watch = collapsar.Watch("net", url, "secret", spool=self.spool)
        watch.log(0, loss=1)
        watch.close()
        self.assertIn("expected better", self.said.getvalue())
        self.assertIn("0.json", os.listdir(watch.directory))


@unittest.skipUnless(PROGRAM, "SKIPPED: COLLAPSAR does not name the program")
class WithTheProgram(Served):
    def serve(self):
        process = subprocess.Popen(
            [PROGRAM, "serve", os.path.join(self.folder.name, "runs"), "--port", "0", "--json"],
            stdout=subprocess.PIPE, env=dict(os.environ))
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return json.loads(process.stdout.readline())

    def test_a_training_is_measured(self):
        server = self.serve()
        # The server is found by the file that it keeps for its user.
        watch = collapsar.Watch("My net", spool=self.spool)
        for epoch in range(3):
            watch.log(epoch, *features(epoch), loss=1 / (1 + epoch))
        watch.end()
        ask = collapsar._Server(server["url"], server["token"])
        self.until(lambda: ask.ask("GET", "/api/v1/runs/" + watch.id)["state"] == "finished")
        run = ask.ask("GET", "/api/v1/runs/" + watch.id)
        self.assertEqual(run["epoch"], 2)
        self.assertEqual(run["problems"], [])
        self.assertEqual(run["last"]["loss"]["value"], 1 / 3)
        alone = collapsar.measure(*features(2), metrics=["nc1.pinv"])
        value = next(v for row in alone["rows"] for k, v in row["metrics"].items() if k == "nc1.pinv")
        self.assertEqual(run["last"]["nc1.pinv"], value)

    def test_measure_refuses_with_the_programs_line(self):
        with self.assertRaisesRegex(RuntimeError, "expected"):
            collapsar.measure(features(0)[0], [0, 1])


@unittest.skipUnless(torch, "SKIPPED: no PyTorch")
class WithPyTorch(Served):
    def net(self):
        torch.manual_seed(1)
        return torch.nn.Sequential(
            torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(8, 3))

    def test_the_model_is_as_it_was(self):
        net = self.net()
        net[3].eval()
        data = torch.utils.data.TensorDataset(torch.randn(50, 4), torch.arange(50) % 3)
        loader = torch.utils.data.DataLoader(data, batch_size=16, shuffle=True)
        modes = [m.training for m in net.modules()]
        state = {k: v.clone() for k, v in net.state_dict().items()}
        generator = torch.get_rng_state()
        watch = collapsar.Watch("net", spool=self.spool)
        self.assertTrue(watch.epoch(net, loader, layer="4", layers=["2"], test_loader=loader, max_samples=40, loss=0.5))
        self.assertTrue(watch.epoch(net, loader, layer="4"))
        self.assertEqual([m.training for m in net.modules()], modes)
        self.assertTrue(torch.equal(torch.get_rng_state(), generator))
        for key, value in net.state_dict().items():
            self.assertTrue(torch.equal(value, state[key]), key)
        self.assertFalse(any(m._forward_hooks or m._forward_pre_hooks for m in net.modules()))
        watch.close()
        with np.load(os.path.join(watch.directory, "0.npz")) as file:
            self.assertEqual(file["features/4"].shape, (40, 8))
            self.assertEqual(file["features/2"].shape, (40, 8))
            self.assertEqual(file["test_features"].shape, (40, 8))
            np.testing.assert_array_equal(file["weight"], net[4].weight.detach().numpy())
        with np.load(os.path.join(watch.directory, "1.npz")) as file:
            net.eval()
            inputs = torch.stack([x for x, _ in data])
            with torch.no_grad():
                expected = net[2](net[1](net[0](inputs))).numpy()
            found = file["features"]
            self.assertEqual(found.shape, (50, 8))
            order = np.lexsort(np.round(found, 4).T)
            np.testing.assert_allclose(found[order], expected[np.lexsort(np.round(expected, 4).T)], rtol=1e-5, atol=1e-6)

    def test_a_layer_that_is_not_there_is_said(self):
        net = self.net()
        watch = collapsar.Watch("net", spool=self.spool)
        data = [(torch.randn(4, 4), torch.tensor([0, 1, 2, 0]))]
        self.assertFalse(watch.epoch(net, data, layer="fc"))
        self.assertIn("expected a layer among", self.said.getvalue())
        self.assertTrue(all(m.training for m in net.modules()))
        watch.close()


if __name__ == "__main__":
    unittest.main()
