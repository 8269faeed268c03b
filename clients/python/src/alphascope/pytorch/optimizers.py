"""What an optimizer says of itself."""

from __future__ import annotations

import torch

from alphascope.events.events_pb2 import Optimizer


def described(optimizer: torch.optim.Optimizer) -> Optimizer:
    """By the name that Alphascope has for it; of others by the name of the class."""
    group = optimizer.param_groups[0]
    name = type(optimizer).__name__.lower()
    momentum = float(group.get('momentum') or 0) if name == 'sgd' else 0.0
    return Optimizer(
        name='momentum' if momentum else name,
        learning_rate=learning_rate(optimizer) or 0.0,
        momentum=momentum,
        weight_decay=float(group.get('weight_decay') or 0),
        nesterov=bool(momentum and group.get('nesterov')),
    )


def learning_rate(optimizer: torch.optim.Optimizer) -> float | None:
    """Of the next step; None if groups of parameters have different ones."""
    rates = {float(group['lr']) for group in optimizer.param_groups if 'lr' in group}
    return rates.pop() if len(rates) == 1 else None
