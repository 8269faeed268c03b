"""Makes the networks of these tests, as PyTorch's two exporters write them.

    pip install torch==2.13.0 onnx onnxscript numpy && python3 make-networks.py

No test depends on the values of the weights, but for those that are equal.
"""

import copy
import pathlib
import warnings

import torch
from torch import nn
from torch.export import Dim

FOLDER = pathlib.Path(__file__).parent
warnings.filterwarnings("ignore")


class Attention(nn.Module):
    """Parameters with and without a module, a scalar one, buffers, a tied head, dropout."""

    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(11, 8)
        self.n1 = nn.LayerNorm(8)
        self.n2 = nn.LayerNorm(8)  # equal to n1: the old exporter keeps one of them
        self.q = nn.Linear(8, 8, bias=False)
        self.f = nn.Linear(8, 8)
        self.scale = nn.Parameter(torch.tensor(0.5))
        self.register_buffer("position", torch.randn(6, 8))
        self.register_buffer("mask", torch.triu(torch.full((6, 6), float("-inf")), 1))
        self.h = nn.Linear(8, 11, bias=False)
        self.h.weight = self.e.weight
        self.d = nn.Dropout(0.1)

    def forward(self, tokens):
        x = self.e(tokens) + self.position
        y = self.n1(x)
        a = torch.softmax(self.q(y) @ y.transpose(1, 2) / 8**0.5 + self.mask, -1) @ y
        x = x + self.d(a) * self.scale
        return self.h(nn.functional.gelu(self.f(self.n2(x))))


class Convolutions(nn.Module):
    """Batch and group normalisation."""

    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(1, 4, 3)
        self.b = nn.BatchNorm2d(4)
        self.c2 = nn.Conv2d(4, 4, 3, bias=False)
        self.g = nn.GroupNorm(2, 4)
        self.o = nn.Linear(4, 3)

    def forward(self, x):
        return self.o(torch.relu(self.g(self.c2(torch.relu(self.b(self.c(x)))))).mean((2, 3)))


def dynamo(name, module, example, **options):
    torch.onnx.export(
        module, (example,), FOLDER / f"{name}.onnx", dynamo=True, verbose=False,
        dynamic_shapes=({0: Dim("n")},), **{"optimize": False, "external_data": False, **options})


def old(name, module, example, opset, **options):
    torch.onnx.export(
        module, (example,), FOLDER / f"{name}.onnx", dynamo=False, opset_version=opset,
        input_names=["x"], dynamic_axes={"x": {0: "n"}}, **options)


torch.manual_seed(0)
tokens, images = torch.randint(0, 11, (3, 6)), torch.randn(5, 1, 9, 9)
attention, convolutions = Attention().eval(), Convolutions().eval()
perceptron = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3)).eval()
with torch.no_grad():
    convolutions.b.running_mean.normal_()  # not equal to the bias, unlike the variance to the weight

dynamo("attention", attention, tokens)
dynamo("attention-optimised", attention, tokens, optimize=True)
dynamo("attention-training", copy.deepcopy(attention).train(), tokens)
old("attention-old11", attention, tokens, 11, do_constant_folding=False)
old("attention-old17", attention, tokens, 17)
dynamo("convolutions", convolutions, images)
old("convolutions-old13", convolutions, images, 13, do_constant_folding=False,
    training=torch.onnx.TrainingMode.PRESERVE)
old("inputs-too", perceptron, torch.randn(2, 5), 12, keep_initializers_as_inputs=True)
dynamo("external", nn.Linear(20, 16), torch.randn(2, 20), external_data=True)
dynamo("float64", copy.deepcopy(perceptron).double(), torch.randn(2, 5, dtype=torch.float64))
