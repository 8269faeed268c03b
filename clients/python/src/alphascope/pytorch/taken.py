"""A step of a PyTorch training that is handed to the publisher."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import torch

from alphascope.events.events_pb2 import RunSpecification
from alphascope.pytorch.vectors import Vector
from alphascope.steps import TakenStep
from alphascope.tensors import Array, as_published


@dataclass(eq=False)
class TorchStep:
    """Its vectors may still be on their way from a GPU. gradient: of scale times the loss."""

    specification: RunSpecification
    number: int
    theta0: Vector
    theta1: Vector
    gradient: Vector | None
    scale: torch.Tensor
    names: list[str]
    inputs: list[torch.Tensor]
    targets: torch.Tensor | None
    loss: torch.Tensor
    learning_rate: float | None
    epoch: int | None
    time: datetime.datetime

    @property
    def step(self) -> int:
        return self.number

    @property
    def nbytes(self) -> int:
        tensors = [*self.inputs, *([] if self.targets is None else [self.targets])]
        vectors = 3 if self.gradient is not None else 2
        return (
            vectors * self.theta0.array.nbytes
            + 1024
            + sum(tensor.numel() * max(tensor.element_size(), 4) for tensor in tensors)
        )

    def taken(self) -> TakenStep:
        for vector in self.theta0, self.theta1, self.gradient:
            if vector is not None:
                vector.wait()
        gradient = None
        if self.gradient is not None:
            gradient = self.gradient.array
            scale = float(self.scale)
            if scale != 1.0:
                gradient /= scale
        dtype = self.theta0.flat.dtype
        names = self.names if len(self.names) > 1 else ['']
        return TakenStep(
            step=self.number,
            theta0=self.theta0.array,
            theta1=self.theta1.array,
            gradient=gradient,
            inputs={
                name: _array(tensor, dtype) for name, tensor in zip(names, self.inputs, strict=True)
            },
            targets=None if self.targets is None else _array(self.targets, dtype),
            epoch=self.epoch,
            learning_rate=self.learning_rate,
            loss=float(self.loss),
            time=self.time,
        )

    def release(self) -> None:
        for vector in self.theta0, self.theta1, self.gradient:
            if vector is not None:
                vector.release()


def _array(tensor: torch.Tensor, dtype: torch.dtype) -> Array:
    """Numbers in the type of the parameters."""
    if tensor.is_floating_point():
        tensor = tensor.to(dtype)
    return as_published(tensor.cpu().numpy())
