#!/usr/bin/python3
"""The same networks in PyTorch, for `make bench` where python3-torch is installed.

  with_torch.py steps           milliseconds, and of the processor, of a step of a deep network, of
                                three, and of a small one
  with_torch.py check           loss and gradient of ./clipdescent against PyTorch's, and of its
                                next step; exit status 1 where they differ by more than rounding
  with_torch.py accuracy SEEDS  what 784-256-128-10 comes to on Fashion-MNIST in three epochs
"""
import gzip
import os
import subprocess
import sys
import tempfile
import time

try:
    import numpy as np
    import torch
except ImportError:
    sys.exit(77)

FASHION = "/usr/share/datasets/fashion-mnist/"
DEEP = [784] + 9 * [256] + [10]


def network(widths, activation=torch.nn.ReLU):
    layers = []
    for i, o in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(i, o), activation()]
    return torch.nn.Sequential(*layers[:-1])


def descend(model, x, y, lr, gamma=None):
    """One step of gradient descent, softly clipped at gamma; returns the loss before it."""
    params = list(model.parameters())
    loss = torch.nn.functional.cross_entropy(model(x), y)
    for p in params:
        p.grad = None
    loss.backward()
    with torch.no_grad():
        share = 1.0
        if gamma:
            share = gamma / (torch.sqrt(sum((p.grad**2).sum() for p in params)) + gamma)
        for p in params:
            p -= lr * share * p.grad
    return loss.item()


def least_time(models, x, y, steps, rounds=9):
    """Seconds of a step of each of the models, and processor seconds."""
    least = [1e9, 1e9]
    for _ in range(rounds):
        begun = [time.perf_counter(), time.process_time()]
        for _ in range(steps):
            for model in models:
                descend(model, x, y, 0.01)
        ended = [time.perf_counter(), time.process_time()]
        least = [min(m, (e - b) / steps) for m, b, e in zip(least, begun, ended)]
    return least


def steps():
    """At the better number of threads: all of the machine's cores, or one."""
    torch.manual_seed(1)
    deep, three = [network(DEEP)], [network(DEEP) for _ in range(3)]
    small = [network([2, 16, 16, 2], torch.nn.Tanh)]
    images, classes = torch.randn(256, 784), torch.randint(10, (256,))
    x, y = torch.randn(200, 2), torch.randint(2, (200,))
    times = []
    for threads in {1, os.cpu_count()}:
        torch.set_num_threads(threads)
        times.append(least_time(deep, images, classes, 4) + least_time(three, images, classes, 2)
                     + least_time(small, x, y, 100))
    best = [min(t) for t in zip(*times)]
    print(f"PyTorch {torch.__version__} ms:", *[f"{1e3 * t:.4g}" for t in best])


def idx(name):
    with gzip.open(FASHION + name) as f:
        b = f.read()
    shape = [int.from_bytes(b[4 + 4 * i:8 + 4 * i], "big") for i in range(b[3])]
    return np.frombuffer(b, np.uint8, offset=4 + 4 * b[3]).reshape(shape)


def fashion(part):
    x = idx(part + "-images-idx3-ubyte.gz").reshape(-1, 784).astype(np.float32)
    y = idx(part + "-labels-idx1-ubyte.gz").astype(np.int64)
    return (torch.from_numpy(x) / 255 - 0.1307) / 0.3081, torch.from_numpy(y)


def epoch(model, x, y, gamma):
    order, losses = torch.randperm(len(x)), []
    for i in range(0, len(x), 256):
        batch = order[i:i + 256]
        losses.append(descend(model, x[batch], y[batch], 0.1, gamma))
    return np.mean(losses)


def accuracy(seeds):
    x, y = fashion("train")
    x_test, y_test = fashion("t10k")
    for clip, gamma in (("none", None), ("soft", 1.0)):
        means, right = [], []
        for seed in range(seeds):
            torch.manual_seed(seed)
            model = network([784, 256, 128, 10])
            means.append([epoch(model, x, y, gamma) for _ in range(3)])
            with torch.no_grad():
                right.append(100 * (model(x_test).argmax(1) == y_test).float().mean().item())
        means = np.array(means)
        print(f"clip {clip}: {np.mean(right):.2f} % right, deviation {np.std(right, ddof=1):.2f}, "
              f"{min(right):.2f} to {max(right):.2f}; mean loss of the epochs " +
              ", ".join(f"{m:.4f} ± {s:.4f}"
                        for m, s in zip(means.mean(0), means.std(0, ddof=1))), flush=True)


def set_params(model, flat):
    at = 0
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.from_numpy(flat[at:at + p.numel()].reshape(p.shape)))
            at += p.numel()
    assert at == len(flat)


def against(what, scene, widths, activation, lr):
    """Ours at step 0 and 1 against PyTorch from the same parameters and batch; the first run of the
    scene has to be plain gradient descent at lr."""
    with tempfile.TemporaryDirectory() as d:
        for n in (0, 1):
            subprocess.run(["./clipdescent", "run", *scene, "--steps", str(n), "--save-params",
                            f"{d}/p{n}.npy", "--save-data", f"{d}/b{n}", "--csv", f"{d}/c{n}.csv"],
                           check=True, stdout=subprocess.DEVNULL)
        with open(f"{d}/c0.csv") as f:
            rows = [line.split(",") for line in f.read().splitlines()]
        row = rows[1]
        run = row[rows[0].index("run")]
        first, second = (np.load(f"{d}/p{n}-{run}.npy") for n in (0, 1))
        x, y = np.load(f"{d}/b0-x.npy"), np.load(f"{d}/b0-y.npy")
    ours = float(row[rows[0].index("loss")])
    model = network(widths, activation).double()
    set_params(model, first)
    loss = torch.nn.functional.cross_entropy(model(torch.from_numpy(x)),
                                             torch.from_numpy(y.astype(np.int64).ravel()))
    loss.backward()
    g = np.concatenate([p.grad.numpy().ravel() for p in model.parameters()])
    off = np.linalg.norm((first - second) / lr - g) / np.linalg.norm(g)
    print(f"{what}: loss {ours:.9f}, PyTorch in double {loss.item():.9f}; "
          f"the step's gradient differs by {off:.1e} of its norm")
    return abs(ours - loss.item()) < 1e-5 * abs(loss.item()) and off < 1e-4


def check():
    he = ["deep-he"]
    ok = against("784-256×9-10, He, batch 256", he, DEEP, torch.nn.ReLU, 0.1)
    digits = ["digits-mlp", "--set", "probe.every=0"]
    return against("64-64-32-10 tanh, all digits", digits, [64, 64, 32, 10], torch.nn.Tanh,
                   0.1) and ok


if sys.argv[1:] == ["steps"]:
    steps()
elif sys.argv[1:] == ["check"]:
    sys.exit(not check())
elif len(sys.argv) == 3 and sys.argv[1] == "accuracy":
    accuracy(int(sys.argv[2]))
else:
    sys.exit(__doc__)
