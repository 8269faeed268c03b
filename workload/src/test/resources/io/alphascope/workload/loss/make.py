#!/usr/bin/env python3
"""Writes losses.json beside it, with PyTorch 2.13 in float64: PyTorchLossTest compares with it.

Of each case: outputs, targets and a direction; the loss, its gradient and its Hessian times the
direction with respect to the outputs (by double backward), and the samples' losses.
"""

import json
import pathlib

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, mse_loss

torch.manual_seed(0)
SHAPES = {'last': [(4, 5), (3, 2, 4), (2, 1, 2, 3)], 1: [(3, 5), (3, 4, 2), (2, 3, 2, 2)]}
WEIGHTS = [0.5, 2, 0, 1.25, 3]


def numbers(shape, spread=2.0):
    return (spread * torch.randn(shape, dtype=torch.float64) * 100).round() / 100


def cross_entropy_cases():
    for axis, shapes in SHAPES.items():
        for shape in shapes:
            classes = shape[1] if axis == 1 else shape[-1]
            positions = [d for i, d in enumerate(shape) if i != (1 if axis == 1 else len(shape) - 1)]
            for targets in 'labels', 'probabilities':
                for smoothing in 0, 0.1, 1:
                    for weights in None, WEIGHTS[:classes]:
                        for ignore in ([-100, 1, -7] if targets == 'labels' else [-100]):
                            if targets == 'labels':
                                t = torch.randint(classes, positions)
                                t.view(-1)[0] = 0
                                t.view(-1)[1::3] = ignore
                            else:
                                t = torch.rand(shape, dtype=torch.float64).mul(100).round() / 100
                            if smoothing == 1 and (ignore == 1 or axis == 1 or len(shape) > 2):
                                continue
                            yield {'kind': 'cross-entropy', 'axis': axis, 'smoothing': smoothing,
                                   'weights': weights, 'ignore': ignore}, numbers(shape), t
    # Certain, right and wrong.
    large = torch.tensor([[800, 0, -3], [0, 40, 1], [-900, 5, -900]], dtype=torch.float64)
    for smoothing in 0, 0.2:
        options = {'kind': 'cross-entropy', 'axis': 'last', 'smoothing': smoothing, 'weights': None,
                   'ignore': -100}
        yield options, large, torch.tensor([0, 2, 1])
        yield options, large, torch.tensor([1, 1, -100])
        yield options, numbers((2, 3)), torch.tensor([-100, -100])


def other_cases():
    for shape in (4,), (3, 2), (2, 3, 2):
        z = numbers(shape)
        yield {'kind': 'squared-error'}, z, numbers(shape)
        yield {'kind': 'binary-cross-entropy'}, z, torch.rand(shape, dtype=torch.float64)
        yield {'kind': 'binary-cross-entropy'}, z, numbers(shape)
        yield {'kind': 'binary-cross-entropy'}, z, torch.randint(2, shape)
    large = torch.tensor([[800, -800], [45, -45], [45, -45]], dtype=torch.float64)
    yield {'kind': 'binary-cross-entropy'}, large, torch.tensor([[1, 0], [1, 0], [0, 1]])


def values(array):
    return [float(f'{value:.15g}') for value in array.flatten().tolist()]


def loss(options, z, t, reduction):
    if options['kind'] == 'squared-error':
        return mse_loss(z, t, reduction=reduction)
    if options['kind'] == 'binary-cross-entropy':
        return binary_cross_entropy_with_logits(z, t.to(z.dtype), reduction=reduction)
    if options['axis'] == 'last':
        z = z.movedim(-1, 1)
        t = t.movedim(-1, 1) if t.is_floating_point() else t
    weights = options['weights']
    return cross_entropy(
        z, t, reduction=reduction, label_smoothing=options['smoothing'],
        ignore_index=options['ignore'],
        weight=None if weights is None else torch.tensor(weights, dtype=torch.float64))


def cases():
    for options, z, t in [*cross_entropy_cases(), *other_cases()]:
        v = numbers(z.shape, 1)
        for reduction in ['mean', 'sum'] if z.dim() == 2 else ['mean']:
            z.requires_grad_(True)
            value = loss(options, z, t, reduction)
            gradient, = torch.autograd.grad(value, z, create_graph=True)
            product, = torch.autograd.grad(gradient, z, v)
            samples = loss(options, z, t, 'none').detach().reshape(z.shape[0], -1).sum(1)
            yield {**options, 'reduction': reduction, 'shape': z.shape, 'outputs': z.flatten().tolist(),
                   'target_shape': t.shape, 'labels': not t.is_floating_point(),
                   'targets': t.flatten().tolist(), 'direction': v.flatten().tolist(),
                   'loss': value.item(), 'samples': values(samples),
                   'gradient': values(gradient), 'product': values(product)}


lines = [json.dumps(case) for case in cases()]
pathlib.Path(__file__).with_name('losses.json').write_text('[\n' + ',\n'.join(lines) + '\n]\n')
print(len(lines), 'cases')
