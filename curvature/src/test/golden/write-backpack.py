"""Writes backpack.json: BackPACK's own diagonals and Kronecker factors of small networks, in
float64: times a direction d, and the factors themselves (B first); and what it gives sample by
sample, the last axis over all parameters. Needs torch and backpack-for-pytorch.

    python write-backpack.py > backpack.json
"""

import json

import torch
from backpack import backpack, extend
from backpack.extensions import (
    KFLR,
    KFRA,
    BatchDiagGGNExact,
    BatchDiagHessian,
    BatchGrad,
    BatchL2Grad,
    DiagGGNExact,
    DiagHessian,
    SqrtGGNExact,
    SumGradSquared,
    Variance,
)
from torch import nn

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {"Relu": nn.ReLU, "Sigmoid": nn.Sigmoid, "Tanh": nn.Tanh}


def perceptron(activation):
    act = ACTIVATIONS[activation]
    layers = [nn.Linear(5, 6), act(), nn.Linear(6, 4), act(), nn.Linear(4, 3)]
    return nn.Sequential(*layers), (5,)


def convolutional(activation, pooling):
    act = ACTIVATIONS[activation]
    pool = nn.MaxPool2d(2) if pooling == "MaxPool" else nn.AvgPool2d(2)
    layers = [nn.Conv2d(2, 3, 3, padding=1), act(), pool, nn.Conv2d(3, 2, 2), act(), nn.Flatten(), nn.Linear(8, 3)]
    return nn.Sequential(*layers), (2, 6, 6)


def flat(tensors):
    return torch.cat([tensor.reshape(-1) for tensor in tensors]).tolist()


def kronecker(factors, d):
    if len(factors) == 1:
        return (factors[0] @ d.reshape(factors[0].shape[0], -1)).reshape(d.shape)
    b, a = factors
    return (b @ d.reshape(b.shape[0], -1) @ a).reshape(d.shape)


def joined(tensors, axes):
    """Tensors with leading axes, the rest of each flattened and joined in one last axis."""
    return torch.cat([tensor.flatten(axes) for tensor in tensors], dim=-1)


def quantities(parameters):
    """BackPACK's values under the names of `observe --quantity`."""

    def saved(field):
        return [getattr(p, field) for p in parameters]

    arrays = {
        "gradient": joined(saved("grad"), 0),
        "batch-gradient": joined(saved("grad_batch"), 1),
        "batch-l2": torch.stack(saved("batch_l2"), dim=-1),
        "sum-gradient-squared": joined(saved("sum_grad_squared"), 0),
        "variance": joined(saved("variance"), 0),
        "batch-diagonal-ggn": joined(saved("diag_ggn_exact_batch"), 1),
        "batch-diagonal-hessian": joined(saved("diag_h_batch"), 1),
        "sqrt-ggn": joined(saved("sqrt_ggn_exact"), 2),
    }
    return {name: array.reshape(-1).tolist() for name, array in arrays.items()}


def case(name, network, loss, reduction, seed):
    torch.manual_seed(seed)
    model, shape = network()
    model = extend(model)
    kind = nn.CrossEntropyLoss if loss == "cross-entropy" else nn.MSELoss
    criterion = extend(kind(reduction=reduction))
    x = torch.randn(4, *shape)
    labels = torch.randint(3, (4,))
    y = labels if loss == "cross-entropy" else nn.functional.one_hot(labels, 3).to(x.dtype)
    parameters = list(model.parameters())
    d = [0.5 * torch.randn_like(p) for p in parameters]
    extensions = {"diagonal-ggn": DiagGGNExact(), "diagonal-hessian": DiagHessian(), "kflr": KFLR(), "kfra": KFRA()}
    of_samples = [BatchGrad(), BatchL2Grad(), SumGradSquared(), Variance(), BatchDiagGGNExact()]
    of_samples += [BatchDiagHessian(), SqrtGGNExact()]
    with backpack(*extensions.values(), *of_samples):
        criterion(model(x), y).backward()
    products = {}
    factors = {}
    for curvature, extension in extensions.items():
        saved = [getattr(p, extension.savefield) for p in parameters]
        if curvature.startswith("diagonal"):
            products[curvature] = flat([s * e for s, e in zip(saved, d)])
        else:
            products[curvature] = flat([kronecker(s, e) for s, e in zip(saved, d)])
            factors[curvature] = [[flat([factor]) for factor in s] for s in saved]
    return {
        "name": name,
        "loss": loss,
        "reduction": reduction,
        "inputs": flat([x]),
        "labels": labels.tolist(),
        "theta": flat([p.detach() for p in parameters]),
        "d": flat(d),
        "products": products,
        "factors": factors,
        "quantities": quantities(parameters),
    }


def main():
    cases = []
    for seed, activation in enumerate(ACTIVATIONS):
        for loss in ("cross-entropy", "squared-error"):
            for reduction in ("mean", "sum"):
                name = f"perceptron {activation}"
                cases.append(case(name, lambda: perceptron(activation), loss, reduction, seed))
        for pooling in ("MaxPool", "AveragePool"):
            name = f"convolutional {activation} {pooling}"
            cases.append(case(name, lambda: convolutional(activation, pooling), "cross-entropy", "mean", seed))
    print(json.dumps(cases))


main()
