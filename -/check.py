"""Compares clips with the deck's results, on its finite rows. Needs nothing but Python."""
import math
import struct
import sys

KIND, RULE = "clip", "hard"
P = {"gamma": 1, "gamma-schedule": 0, "gamma-end": 0.10000000000000001, "gamma-steps": 100, "norm": 0}


def load(name):
    data = open(name, "rb").read()
    body = data[10 + struct.unpack("<H", data[8:10])[0]:]
    return struct.unpack(f"<{len(body) // 8}d", body)


def rows(name):
    v = load(name)
    return [list(v[i:i + 6]) for i in range(0, 6 * FINITE, 6)]


FINITE, TENSORS = 38, ((0, 4), (4, 6))
x, g, want = rows("parameters.npy"), rows("gradients.npy"), rows("results.npy")
rates = load("rates.npy")[:FINITE]
# What is added to 0 is seen to its last digit.
place = x if P.get("weight-decay") else [[0.0] * 6] * FINITE


def sign(v):
    return (v > 0) - (v < 0)


def norm(v):
    return math.hypot(*v)


def hard(v, most, added=0.0):
    n = norm(v) + added
    return [a * (most / n if n > most else 1.0) for a in v]


def scale(v, factor):
    return [a * factor for a in v]


def torch_hard(v, w):
    return scale(v, min(1.0, P["gamma"] / (norm(v) + 1e-6)))


def soft(a):
    return P["gamma"] / (abs(a) + P["gamma"])


def by_tensor(f):
    return lambda v, w: [a for lo, hi in TENSORS for a in f(v[lo:hi], w[lo:hi])]


def agc(v, w):
    units = ((0, 2), (2, 4), (4, 6))
    most = [P["ratio"] * max(norm(w[a:b]), P["floor"]) for a, b in units]
    return [a for (lo, hi), m in zip(units, most) for a in hard(v[lo:hi], m)]


def u_clip():
    kept = [0.0] * 6

    def step(v, w):
        total = [a + b for a, b in zip(v, kept)]
        out = hard(total, P["gamma"])
        kept[:] = [a - b for a, b in zip(total, out)]
        return out
    return step


CLIPS = {
    "none": lambda: lambda v, w: v,
    "hard": lambda: lambda v, w: hard(v, P["gamma"]),
    "soft": lambda: lambda v, w: scale(v, P["gamma"] / (P["gamma"] + norm(v))),
    "torch": lambda: torch_hard,
    "optax": lambda: lambda v, w: hard(v, P["gamma"]),
    "tensorflow": lambda: lambda v, w: hard(v, P["gamma"]),
    "guarded": lambda: lambda v, w: hard(v, P["gamma"], 1e-6),
    "by-value": lambda: lambda v, w: [max(-P["gamma"], min(P["gamma"], a)) for a in v],
    "soft-component": lambda: lambda v, w: [soft(a) * a for a in v],
    "per-layer": lambda: by_tensor(lambda v, w: hard(v, P["gamma"])),
    "per-tensor": lambda: by_tensor(lambda v, w: hard(v, P["gamma"])),
    "per-variable": lambda: by_tensor(torch_hard),
    "skip-over": lambda: lambda v, w: v if norm(v) <= P["gamma"] else [0.0] * 6,
    "normalized": lambda: lambda v, w: [a / (norm(v) + P["beta"]) for a in v],
    "agc": lambda: agc,
    "u-clip": u_clip,
}


def sgd(nesterov=False):
    mu, decay, vel = P.get("momentum", 0.0), P.get("weight-decay", 0.0), [0.0] * 6

    def step(v, w, lr, t):
        v = [a + decay * b for a, b in zip(v, w)]
        vel[:] = [mu * b + a for a, b in zip(v, vel)]
        return [-lr * (a + mu * b if nesterov else b) for a, b in zip(v, vel)]
    return step


def rmsprop():
    mean = [0.0] * 6

    def step(v, w, lr, t):
        mean[:] = [P["decay"] * b + (1 - P["decay"]) * a * a for a, b in zip(v, mean)]
        return [-lr * a / (math.sqrt(b) + P["eps"]) for a, b in zip(v, mean)]
    return step


def adam(coupled=0.0, apart=0.0, stable=False):
    b1, b2, eps, m, s = P["beta1"], P["beta2"], P["eps"], [0.0] * 6, [0.0] * 6

    def step(v, w, lr, t):
        v = [a + coupled * b for a, b in zip(v, w)]
        m[:] = [b1 * b + (1 - b1) * a for a, b in zip(v, m)]
        s[:] = [b2 * b + (1 - b2) * a * a for a, b in zip(v, s)]
        d = []
        for lo, hi in TENSORS:
            sq = [c / (1 - b2 ** t) for c in s[lo:hi]]
            ratio = sum(a * a / max(c, eps * eps) for a, c in zip(v[lo:hi], sq)) / (hi - lo)
            rate = lr / max(1.0, math.sqrt(ratio)) if stable else lr
            d += [-rate * (a / (1 - b1 ** t) / (math.sqrt(c) + eps) + apart * b)
                  for a, c, b in zip(m[lo:hi], sq, w[lo:hi])]
        return d
    return step


def lion():
    m = [0.0] * 6

    def step(v, w, lr, t):
        mixed = [P["beta1"] * b + (1 - P["beta1"]) * a for a, b in zip(v, m)]
        d = [-lr * (sign(a) + P["weight-decay"] * c) for a, c in zip(mixed, w)]
        m[:] = [P["beta2"] * b + (1 - P["beta2"]) * a for a, b in zip(v, m)]
        return d
    return step


def adopt():
    m, s = [0.0] * 6, [0.0] * 6

    def step(v, w, lr, t):
        d, most = [0.0] * 6, (t - 1) ** 0.25
        if t > 1:
            ratio = [a / max(math.sqrt(b), P["eps"]) for a, b in zip(v, s)]
            m[:] = [P["beta1"] * b + (1 - P["beta1"]) * max(-most, min(most, a))
                    for a, b in zip(ratio, m)]
            d = [-lr * (a + P["weight-decay"] * b) for a, b in zip(m, w)]
        keep = P["beta2"] if t > 1 else 0.0
        s[:] = [keep * b + (1 - keep) * a * a for a, b in zip(v, s)]
        return d
    return step


def product(a, b):
    return [[sum(u * v for u, v in zip(r, c)) for c in zip(*b)] for r in a]


def muon():
    vel = [0.0] * 6

    def step(v, w, lr, t):
        vel[:] = [P["momentum"] * b + a for a, b in zip(v, vel)]
        n = norm(vel[:4]) + 1e-7
        m = [[vel[0] / n, vel[1] / n], [vel[2] / n, vel[3] / n]]
        for _ in range(int(P["iterations"])):
            a = product(m, list(zip(*m)))
            b = [[-4.7750 * p + 2.0315 * q for p, q in zip(*r)]
                 for r in zip(a, product(a, a))]
            m = [[3.4445 * p + q for p, q in zip(*r)] for r in zip(m, product(b, m))]
        bias = [math.sqrt(2) * b / (norm(vel[4:]) + 1e-7) for b in vel[4:]]
        return [-lr * (a + P["weight-decay"] * b) for a, b in zip(m[0] + m[1] + bias, w)]
    return step


OPTIMIZERS = {
    "gd": sgd,
    "momentum": sgd,
    "nesterov": lambda: sgd(True),
    "rmsprop": rmsprop,
    "adam": lambda: adam(coupled=P["weight-decay"]),
    "adamw": lambda: adam(apart=P["weight-decay"]),
    "stable-adamw": lambda: adam(apart=P["weight-decay"], stable=True),
    "adopt": adopt,
    "sign": lambda: lambda v, w, lr, t: [-lr * sign(a) for a in v],
    "lion": lion,
    "muon": muon,
    "polyak": lambda: lambda v, w, lr, t: [-a / max(norm(v), 1e-150) ** 2 for a in v],
}


def missing(what):
    raise ImportError(what + " has no " + RULE)


def reference():
    table = CLIPS if KIND == "clip" else OPTIMIZERS
    if RULE not in table:
        raise ImportError("no formula here for " + RULE)
    step = table[RULE]()
    if KIND == "clip":
        return [step(v, w) for v, w in zip(g, x)]
    return [step(v, w, lr, t) for t, (v, w, lr) in enumerate(zip(g, x, rates), 1)]


def torch_step():
    import torch
    clip = torch.nn.utils.clip_grad_norm_
    p = [torch.nn.Parameter(torch.zeros(b - a, dtype=torch.float64)) for a, b in TENSORS]
    clips = {
        "hard": lambda: clip(p, P["gamma"]),
        "by-value": lambda: torch.nn.utils.clip_grad_value_(p, P["gamma"]),
        "per-variable": lambda: [clip([q], P["gamma"]) for q in p],
    }
    clips["torch"] = clips["optax"] = clips["tensorflow"] = clips["hard"]
    betas = (P.get("beta1"), P.get("beta2"))
    decay, mu, o = P.get("weight-decay", 0.0), P.get("momentum", 0.0), torch.optim
    optimizers = {
        "gd": lambda: o.SGD(p, 0.1, weight_decay=decay),
        "momentum": lambda: o.SGD(p, 0.1, momentum=mu, weight_decay=decay),
        "nesterov": lambda: o.SGD(p, 0.1, momentum=mu, nesterov=True),
        "rmsprop": lambda: o.RMSprop(p, 0.1, alpha=P["decay"], eps=P["eps"]),
        "adam": lambda: o.Adam(p, 0.1, betas, P["eps"], weight_decay=decay),
        "adamw": lambda: o.AdamW(p, 0.1, betas, P["eps"], weight_decay=decay),
    }
    table, out = clips if KIND == "clip" else optimizers, []
    rule = (table.get(RULE) or missing("PyTorch"))
    rule = rule if KIND == "clip" else rule()
    for v, w, lr in zip(g, place, rates):
        for q, (a, b) in zip(p, TENSORS):
            q.data = torch.tensor(w[a:b], dtype=torch.float64)
            q.grad = torch.tensor(v[a:b], dtype=torch.float64)
        if KIND == "clip":
            rule()
            out.append([a for q in p for a in q.grad.tolist()])
            continue
        rule.param_groups[0]["lr"] = lr
        rule.step()
        out.append([a - b for a, b in zip([a for q in p for a in q.tolist()], w)])
    return out


def optax_step():
    import jax
    import optax
    jax.config.update("jax_enable_x64", True)
    array = jax.numpy.array
    mu, decay = P.get("momentum", 0.0), P.get("weight-decay", 0.0)
    lr = lambda t: array(rates)[t]
    betas = (P.get("beta1"), P.get("beta2"))
    table = {
        "hard": lambda: optax.clip_by_global_norm(P["gamma"]),
        "by-value": lambda: optax.clip(P["gamma"]),
        "gd": lambda: optax.sgd(lr),
        "momentum": lambda: optax.sgd(lr, mu),
        "nesterov": lambda: optax.sgd(lr, mu, nesterov=True),
        "rmsprop": lambda: optax.rmsprop(lr, P["decay"], P["eps"]),
        "adam": lambda: optax.adam(lr, *betas, P["eps"]),
        "adamw": lambda: optax.adamw(lr, *betas, P["eps"], weight_decay=decay),
        "lion": lambda: optax.lion(lr, *betas, weight_decay=decay),
        "sign": lambda: optax.sign_sgd(lr),
    }
    table["torch"] = table["optax"] = table["tensorflow"] = table["hard"]
    rule, out = (table.get(RULE) or missing("optax"))(), []
    state = rule.init(array(x[0]))
    for v, w in zip(g, x):
        d, state = rule.update(array(v), state, array(w))
        out.append(d.tolist())
    return out


def keras_step():
    import keras
    import numpy
    mu, decay, o = P.get("momentum", 0.0), P.get("weight-decay"), keras.optimizers
    betas = (P.get("beta1"), P.get("beta2"))
    table = {
        "hard": lambda: o.SGD(1.0, global_clipnorm=P["gamma"]),
        "by-value": lambda: o.SGD(1.0, clipvalue=P["gamma"]),
        "per-tensor": lambda: o.SGD(1.0, clipnorm=P["gamma"]),
        "gd": lambda: o.SGD(0.1),
        "momentum": lambda: o.SGD(0.1, mu),
        "nesterov": lambda: o.SGD(0.1, mu, nesterov=True),
        "rmsprop": lambda: o.RMSprop(0.1, P["decay"], epsilon=P["eps"]),
        "adam": lambda: o.Adam(0.1, *betas, P["eps"]),
        "adamw": lambda: o.AdamW(0.1, decay, *betas, P["eps"]),
        "lion": lambda: o.Lion(0.1, *betas, weight_decay=decay),
    }
    table["torch"] = table["optax"] = table["tensorflow"] = table["hard"]
    rule, out = (table.get(RULE) or missing("Keras"))(), []
    p = [keras.Variable(numpy.zeros(b - a), dtype="float64") for a, b in TENSORS]
    for v, w, lr in zip(g, place, rates):
        for q, (a, b) in zip(p, TENSORS):
            q.assign(numpy.array(w[a:b]))
        rule.learning_rate = 1.0 if KIND == "clip" else lr
        grads = [keras.ops.convert_to_tensor(v[a:b], "float64") for a, b in TENSORS]
        rule.apply(grads, p)
        d = [a - b for a, b in zip([a for q in p for a in q.numpy().tolist()], w)]
        out.append([-a for a in d] if KIND == "clip" else d)
    return out


failed = False
STEPS = {"reference": reference, "torch": torch_step,
         "optax": optax_step, "keras": keras_step}
for name in sys.argv[1:] or STEPS:
    try:
        got = STEPS[name]()
    except ImportError as why:
        print(f"{name}: not compared: {why}")
        continue
    off = [max(abs(a - b) for a, b in zip(u, v)) / max(max(map(abs, v)), 1e-300)
           for u, v in zip(got, want)]
    row = off.index(max(off))
    print(f"{name}: differs by at most {off[row]:.3g} of the result, in row {row}")
    failed |= name == "reference" and not off[row] < 1e-12
raise SystemExit(failed)
