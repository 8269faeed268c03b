"""Curvatures along a step by PyTorch itself: double backward, and products with the loss's Hessian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

Loss = Callable[[Any], torch.Tensor]


@dataclass(frozen=True)
class Expected:
    """slope: dᵀg. hessian, ggn: dᵀHd, dᵀGd; ggn is None without outputs."""

    slope: float
    hessian: float
    ggn: float | None

    @property
    def alpha_star(self) -> float:
        return -self.slope / self.hessian


def along(
    parameters: list[nn.Parameter],
    step: list[torch.Tensor],
    outputs: Callable[[], Any],
    loss: Loss,
    with_ggn: bool = True,
) -> Expected:
    """At the parameters' present values, along a step; outputs() runs the model on the batch."""
    with sdpa_kernel(SDPBackend.MATH):  # others have no second derivative
        return _along(parameters, step, outputs, loss, with_ggn)


def _along(
    parameters: list[nn.Parameter],
    step: list[torch.Tensor],
    outputs: Callable[[], Any],
    loss: Loss,
    with_ggn: bool,
) -> Expected:
    value = loss(outputs())
    gradients = torch.autograd.grad(value, parameters, create_graph=True, allow_unused=True)
    slope = sum((g * d).sum() for g, d in zip(gradients, step, strict=True) if g is not None)
    hd = torch.autograd.grad(slope, parameters, allow_unused=True)
    hessian = sum((h * d).sum() for h, d in zip(hd, step, strict=True) if h is not None)
    ggn = _ggn(parameters, step, outputs(), loss) if with_ggn else None
    return Expected(slope.item(), hessian.item(), ggn)


def _ggn(parameters: list[nn.Parameter], step: list[torch.Tensor], outputs: Any, loss: Loss) -> float:
    # J d by two backward passes, then (J d)ᵀ H_L (J d).
    zeros = torch.zeros_like(outputs, requires_grad=True)
    vjp = torch.autograd.grad(outputs, parameters, zeros, create_graph=True, allow_unused=True)
    inner = sum((v * d).sum() for v, d in zip(vjp, step, strict=True) if v is not None)
    (jd,) = torch.autograd.grad(inner, zeros, retain_graph=True)
    leaf = outputs.detach().requires_grad_()
    (first,) = torch.autograd.grad(loss(leaf), leaf, create_graph=True)
    (hjd,) = torch.autograd.grad(first, leaf, jd)
    return (jd * hjd).sum().item()
