#!/usr/bin/env python3
"""Writes networks.zip.gz: networks as PyTorch exports them, each with a step in files and its values.

    pip install torch==2.13.0 onnx onnxscript numpy && python3 make.py

Everything is in float64. Beside the files of a step, each folder has

- reference.json: losses at both ends, slope d'g, d'Hd and d'Gd, their sums over the blocks of single
  parameter tensors, and the norm of g;
- hessian.npy, ggn.npy: Hd and Gd in the order of the parameters.

Hd by differentiating twice; Gd by a product with the Jacobian, with the Hessian of the loss in the
outputs, and with the transposed Jacobian. Losses are PyTorch's own.
"""

import contextlib
import copy
import gzip
import io
import json
import pathlib
import sys
import tempfile
import warnings
import zipfile
from unittest import mock

import numpy as np
import onnx
import torch
from torch.export import Dim
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

import models

FOLDER = pathlib.Path(__file__).parent
warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
torch.backends.nnpack.set_flags(False)


def values():
    """In which everything can be differentiated twice, unlike in what is exported."""
    context = contextlib.ExitStack()
    context.enter_context(sdpa_kernel(SDPBackend.MATH))
    context.enter_context(mock.patch.object(F, "hardsigmoid", lambda x: F.relu6(x + 3) / 6))
    return context


def short(x, digits=8):
    """Multiples of a power of two, which take little space in the archive."""
    return torch.round(x * 2**digits) / 2**digits


def start(model):
    """Parameters that differ from one another, but for the scales of normalisations."""
    with torch.no_grad():
        for name, p in model.named_parameters():
            constant = bool((p == p.flatten()[0]).all())
            p.copy_(short(p if constant and p.numel() > 1 else p + 0.1 * torch.randn_like(p)))
        for name, b in model.named_buffers():
            if name.endswith("running_mean"):
                b.copy_(short(0.3 * torch.randn_like(b)))
            elif name.endswith("running_var"):
                b.copy_(short(0.5 + torch.rand_like(b)))


class Step:
    """The derivatives along d at the parameters that the model has."""

    def __init__(self, model, loss, inputs):
        self.model, self.loss, self.inputs = model, loss, inputs
        self.parameters = list(model.parameters())

    def gradient(self, **options):
        with values():
            value = self.loss(self.model(*self.inputs))
        return value, self.grad(value, self.parameters, **options)

    def grad(self, y, x, v=None, **options):
        found = torch.autograd.grad(y, x, v, allow_unused=True, **options)
        return [torch.zeros_like(p) if g is None else g for g, p in zip(found, x)]

    def hessian(self, d):
        """Hd, one tensor after the other."""
        _, g = self.gradient(create_graph=True)
        slope = sum((a * b).sum() for a, b in zip(g, d))
        if not slope.requires_grad:
            return [torch.zeros_like(p) for p in self.parameters]
        return self.grad(slope, self.parameters)

    def ggn(self, d):
        """Gd, one tensor after the other."""
        with values():
            z = self.model(*self.inputs)
        v = torch.zeros_like(z, requires_grad=True)
        pulled = self.grad(z, self.parameters, v, create_graph=True)
        (pushed,) = self.grad(sum((a * b).sum() for a, b in zip(pulled, d)), [v], retain_graph=True)
        free = z.detach().requires_grad_()
        (p,) = self.grad(self.loss(free), [free], create_graph=True)
        (u,) = self.grad(p, [free], pushed)
        return self.grad(z, self.parameters, u)


def dot(a, b):
    return float(sum((x * y).sum() for x, y in zip(a, b)))


def blocks(product, d):
    total = 0.0
    for i, part in enumerate(d):
        only = [part if i == j else torch.zeros_like(other) for j, other in enumerate(d)]
        total += float((product(only)[i] * part).sum())
    return total


def direction(gradient, rate):
    norm = sum((g**2).sum() for g in gradient).sqrt()
    size = sum(g.numel() for g in gradient)
    return [
        short(-rate * g / norm + 0.3 * rate * torch.randn_like(g) / size**0.5, 14)
        for g in gradient
    ]


def flat(tensors):
    return torch.cat([t.detach().reshape(-1) for t in tensors]).numpy()


def stripped(path):
    """Without what exporters note of the source, but for the kinds of tensors."""
    model = onnx.load(path)
    for node in list(model.graph.node) + [n for f in model.functions for n in f.node]:
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    onnx.save(model, path)


def export(model, inputs, names, path, opset=None, old=False):
    example = tuple(x[:max(2, len(x) - 1)] for x in inputs)  # another number of samples
    if old:
        torch.onnx.export(
            copy.deepcopy(model), example, path, dynamo=False, opset_version=opset,
            input_names=names, dynamic_axes={name: {0: "n"} for name in names},
            do_constant_folding=False)
    else:
        n = Dim("n")
        options = {} if opset is None else {"opset_version": opset}
        torch.onnx.export(
            copy.deepcopy(model), example, path, dynamo=True, optimize=False, verbose=False,
            external_data=False, dynamic_shapes=tuple({0: n} for _ in names), input_names=names,
            **options)
    stripped(path)


def write(archive, folder, name, array):
    content = io.BytesIO()
    np.save(content, array)
    add(archive, f"{folder}/{name}.npy", content.getvalue())


def add(archive, name, content):
    archive.writestr(zipfile.ZipInfo(name), content)


MADE = []


def make(name, model, value, inputs, targets=None, *, opset=None, old=False, training=False,
         rate=0.5, **options):
    """One folder. `options` are those of step.json; `value` is the loss of outputs."""
    if len(sys.argv) > 1 and name not in sys.argv[1:]:
        return
    model.train(training)
    start(model)
    if not isinstance(inputs, dict):
        inputs = {"x": inputs}
    given = tuple(inputs.values())
    names = list(inputs)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "network.onnx"
        export(model, given, names, path, opset, old)
        network = path.read_bytes()
    step = Step(copy.deepcopy(model), value, given)
    before, gradient = step.gradient()
    d = direction(gradient, rate)
    curved = options["loss"] != "graph"
    hessian = step.hessian(d)
    theta0 = [p.detach().clone() for p in step.parameters]
    reference = {
        "loss_before": float(before),
        "slope": dot(gradient, d),
        "gradient_norm": float(np.linalg.norm(flat(gradient))),
        "hessian": dot(hessian, d),
        "hessian_parameter": blocks(step.hessian, d),
        "n": len(given[0]),
    }
    vectors = {"theta0": flat(theta0), "theta1": flat([p + e for p, e in zip(theta0, d)]),
               "gradient": flat(gradient), "hessian": flat(hessian)}
    if curved:
        ggn = step.ggn(d)
        reference["ggn"] = dot(ggn, d)
        reference["ggn_parameter"] = blocks(step.ggn, d)
        vectors["ggn"] = flat(ggn)
    with torch.no_grad(), values():
        for p, e in zip(step.parameters, d):
            p.add_(e)
        reference["loss_after"] = float(step.loss(step.model(*given)))
    specification = {"network": "network.onnx",
                     "parameters": [n for n, _ in model.named_parameters()],
                     "learning_rate": 0.1, **options}
    if training:
        specification["batch_normalisation"] = "training"
    MADE.append((name, specification, reference, vectors, network, inputs, targets))
    print(f"{name:22s} {vectors['theta0'].size:5d} parameters  slope {reference['slope']:9.2e}"
          f"  dHd {reference['hessian']:9.2e}  dGd {reference.get('ggn', float('nan')):9.2e}"
          f"  {before.item():.3f} to {reference['loss_after']:.3f}", flush=True)


def pack():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, specification, reference, vectors, network, inputs, targets in MADE:
            add(archive, f"{name}/step.json", json.dumps(specification, indent=1))
            add(archive, f"{name}/reference.json", json.dumps(reference, indent=1))
            add(archive, f"{name}/network.onnx", network)
            for vector, array in vectors.items():
                write(archive, name, vector, array)
            for given, array in inputs.items():
                file = "inputs" if len(inputs) == 1 else f"inputs-{given}"
                write(archive, name, file, array.numpy())
            if targets is not None:
                write(archive, name, "targets", targets.numpy())
    with gzip.GzipFile(FOLDER / "networks.zip.gz", "wb", mtime=0) as file:
        file.write(content.getvalue())


def normal(*shape):
    return short(torch.randn(*shape), 5)


def classes(count, *shape):
    return torch.randint(0, count, shape)


def cross_entropy(targets, **options):
    return lambda z: F.cross_entropy(z, targets, **options)


def of_last(targets, **options):
    """Cross entropy of outputs with classes along the last axis."""
    return lambda z: F.cross_entropy(z.flatten(0, -2), targets.flatten(), **options)


torch.manual_seed(1)
CE, SE, BCE = "cross-entropy", "squared-error", "binary-cross-entropy"

x, y = normal(7, 1, 6, 6), classes(3, 7)
make("batch-statistics", models.Images(), cross_entropy(y), x, y, training=True, loss=CE)
make("running-statistics", models.Images(), cross_entropy(y), x, y, loss=CE)

x, y = normal(5, 2, 8, 6), classes(4, 5)
make("mobile", models.Mobile(), cross_entropy(y, label_smoothing=0.1), x, y, loss=CE,
     label_smoothing=0.1)
make("mobile-training", models.Mobile(), cross_entropy(y), x, y, training=True, loss=CE, opset=21)
make("mobile-old11", models.Mobile(), cross_entropy(y), x, y, loss=CE, opset=11, old=True)

x, y = normal(4, 1, 9, 8), normal(4, 1, 8, 8)
model = models.Autoencoder()
y = normal(*model(x).shape)
make("autoencoder", model, lambda z: F.mse_loss(z, y), x, y, loss=SE)

tokens, y3 = classes(9, 5, 6), classes(3, 5)
make("lstm", models.Lstm(), cross_entropy(y3, reduction="sum"), tokens, y3, loss=CE,
     reduction="sum")
make("lstm-old13", models.Lstm(), cross_entropy(y3), tokens, y3, loss=CE, opset=13, old=True)
x, soft = normal(5, 4, 3), short(torch.softmax(torch.randn(5, 3), 1), 10)
make("gru", models.Gru(), cross_entropy(soft), x, soft, loss=CE)
make("gru-old17", models.Gru(), cross_entropy(soft), x, soft, loss=CE, opset=17, old=True)

x, gates = normal(8, 5), normal(8, 1)
make("gates", models.Gates(), lambda z: F.mse_loss(z, gates, reduction="sum"), x, gates, loss=SE,
     reduction="sum")

x, y = normal(4, 1, 11, 11), classes(4, 4)
make("vgg", models.Vgg(), cross_entropy(y), x, y, loss=CE, opset=18)

x, speech = normal(5, 2, 17), classes(3, 5)
make("speech", models.Speech(), cross_entropy(speech), x, speech, loss=CE)

x, masks = normal(3, 1, 8, 8), classes(3, 3, 8, 8)
masks[0, :3], masks[2, 5, 5] = 255, 255
weights = torch.tensor([0.5, 2.0, 1.25])
make("unet", models.Unet(), cross_entropy(masks, weight=weights, ignore_index=255), x, masks,
     loss=CE, class_axis=1, ignore_index=255, class_weights=weights.tolist())

n, t = 5, 7
lengths = torch.tensor([7, 4, 5, 2, 6])
there = torch.arange(t)[None] < lengths[:, None]
bert, segments, kinds = classes(11, n, t), classes(2, n, t), classes(4, n)
weights4 = torch.tensor([1.0, 0.25, 3.0, 1.5])
smoothed = cross_entropy(kinds, weight=weights4, label_smoothing=0.05)
make("bert", models.Bert(), smoothed, {"tokens": bert, "segments": segments, "mask": there}, kinds,
     loss=CE, label_smoothing=0.05, class_weights=weights4.tolist())
make("bert-old13", models.Bert(), smoothed,
     {"tokens": bert, "segments": segments, "mask": there.long()}, kinds, loss=CE,
     label_smoothing=0.05, class_weights=weights4.tolist(), opset=13, old=True)
make("bert-old17", models.Bert(), cross_entropy(kinds),
     {"tokens": bert, "segments": segments, "mask": there}, kinds, loss=CE, opset=17, old=True)

words, following = classes(10, 4, 5), classes(10, 4, 5)
make("llama", models.Llama(), of_last(following), words, following, loss=CE)
make("llama-opset23", models.Llama(), of_last(following), words, following, loss=CE, opset=23)

x, y3 = normal(4, 5, 6), classes(3, 4, 5)
padding = torch.arange(5)[None] >= torch.tensor([5, 3, 4, 2])[:, None]
make("transformer", models.Transformer(), of_last(y3), {"x": x, "padding": padding}, y3, loss=CE,
     opset=21)
model = models.Llama(4, norm=models.Rms, masked=True)
make("llama-old17", model, of_last(following), words, following, loss=CE, opset=17, old=True)

x, y = normal(4, 1, 6, 6), classes(3, 4)
make("convnext", models.Convnext(), cross_entropy(y), x, y, loss=CE)

x, labels = normal(6, 5), classes(2, 6, 3)
make("labels", models.Labels(), lambda z: F.binary_cross_entropy_with_logits(z, labels.double()), x,
     labels, loss=BCE)

words, following = classes(8, 4, 5), classes(8, 4, 5)
following[0, 3:], following[2, :2] = -100, -100
make("words", models.Words(), of_last(following), words, following, loss=CE)
make("words-axis1", models.WordsFirst(), cross_entropy(following), words, following, loss=CE,
     class_axis=1)

x, y = normal(6, 4), normal(6, 2)
make("loss-per-sample", models.Huber(), lambda z: z.mean(), {"x": x, "y": y}, loss="graph")
make("loss-contrast", models.Contrast(), lambda z: z, {"a": x, "b": normal(6, 4)}, loss="graph")
make("loss-of-classes", models.Classifier(), lambda z: z, {"x": x, "y": classes(3, 6)},
     loss="graph")

torch.manual_seed(2)

x, y = normal(7, 1, 6, 6), classes(3, 7)
make("batch-statistics-old11", models.Images(), cross_entropy(y), x, y, training=True, loss=CE,
     opset=11, old=True)

x, y = normal(6, 5), classes(3, 6)
make("shrink", models.Shrink(), cross_entropy(y), x, y, loss=CE)
make("shrink-old13", models.Shrink(), cross_entropy(y), x, y, loss=CE, opset=13, old=True)

pack()
