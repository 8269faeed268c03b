"""Writes a step of a network like ResNet-50 as files for `./alphascope observe`: 25.6 million
parameters, group normalisation, random values. Needs torch, onnx, onnxscript and numpy.

    python benchmarks/large/make.py OUT [--size 64] [--samples 4]
"""
import argparse
import json
import pathlib

import numpy
import torch
from torch import nn

GROUPS = 32


def norm(channels):
    return nn.GroupNorm(GROUPS, channels)


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        outputs = 4 * width
        self.way = nn.Sequential(
            nn.Conv2d(inputs, width, 1, bias=False), norm(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, stride, 1, bias=False), norm(width), nn.ReLU(),
            nn.Conv2d(width, outputs, 1, bias=False), norm(outputs))
        self.shortcut = nn.Identity() if inputs == outputs else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), norm(outputs))

    def forward(self, x):
        return torch.relu(self.shortcut(x) + self.way(x))


def network(classes=1000):
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), norm(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for stage, blocks in enumerate([3, 4, 6, 3]):
        width = 64 << stage
        for block in range(blocks):
            layers.append(Bottleneck(channels, width, 2 if stage > 0 and block == 0 else 1))
            channels = 4 * width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


def flat(tensors):
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors]).numpy()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--samples", type=int, default=4)
    options = parser.parse_args()
    out = options.folder
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    model = network()
    x = torch.randn(options.samples, 3, options.size, options.size)
    y = torch.randint(1000, (options.samples,))
    torch.onnx.export(model, (x,), str(out / "network.onnx"), dynamo=True, optimize=False,
                      dynamic_shapes=({0: torch.export.Dim("n", min=1, max=4096)},))
    parameters = dict(model.named_parameters())
    theta0 = flat(parameters.values())
    nn.functional.cross_entropy(model(x), y).backward()
    gradient = flat([p.grad for p in parameters.values()])
    rate = 0.01
    numpy.save(out / "theta0.npy", theta0)
    numpy.save(out / "theta1.npy", theta0 - numpy.float32(rate) * gradient)
    numpy.save(out / "gradient.npy", gradient)
    numpy.save(out / "inputs.npy", x.numpy())
    numpy.save(out / "targets.npy", y.numpy())
    (out / "step.json").write_text(json.dumps({
        "network": "network.onnx", "parameters": list(parameters), "loss": "cross-entropy",
        "reduction": "mean", "learning_rate": rate, "step": 0, "epoch": 1}))
    print(f"{theta0.size} parameters, {options.samples} samples of 3 x {options.size} x {options.size}")


if __name__ == "__main__":
    main()
