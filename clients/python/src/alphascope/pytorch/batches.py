"""The inputs of one call of a model, as the tensors of its samples and what else it was given."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils import _pytree as pytree


@dataclass(frozen=True, eq=False)
class Batch:
    """A model's arguments, flat.

    inputs: by name, [n, …] each: every tensor whose first axis counts samples.
    constants: the other leaves by their place; tensors among them belong to no sample.
    """

    inputs: dict[str, torch.Tensor]
    places: dict[str, int]
    constants: dict[int, Any]
    structure: Any

    @property
    def samples(self) -> int:
        """n; 0 if there are no inputs."""
        return next((tensor.shape[0] for tensor in self.inputs.values()), 0)

    def arguments(self, inputs: list[torch.Tensor]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Arguments for the model, with other inputs in the order of this batch's."""
        leaves = dict(self.constants)
        leaves.update(zip(self.places.values(), inputs, strict=True))
        args, kwargs = pytree.tree_unflatten(
            [leaves[place] for place in range(len(leaves))], self.structure
        )
        return args, kwargs

    def copy(self) -> Batch:
        """With inputs that nobody else changes."""
        inputs = {name: tensor.detach().clone() for name, tensor in self.inputs.items()}
        return Batch(inputs, self.places, self.constants, self.structure)

    def without(self, model: torch.nn.Module, names: set[str]) -> Batch:
        """Of a call without some of its keyword arguments."""
        args, kwargs = self.arguments(list(self.inputs.values()))
        return batch(model, args, {name: kwargs[name] for name in kwargs if name not in names})

    def key(self) -> tuple[Any, ...]:
        """Equal for batches that one graph serves, but for the number of samples."""
        return (
            str(self.structure),
            tuple((name, tensor.dtype, tuple(tensor.shape[1:])) for name, tensor in self.inputs.items()),
            tuple((place, _constant_key(constant)) for place, constant in self.constants.items()),
        )


def batch(model: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Batch:
    """Of a call ``model(*args, **kwargs)``."""
    leaves, structure = pytree.tree_flatten((args, kwargs))
    samples = next(
        (leaf.shape[0] for leaf in leaves if isinstance(leaf, torch.Tensor) and leaf.dim()), None
    )
    names = _names(model, args, kwargs)
    inputs, places, constants = {}, {}, {}
    for place, leaf in enumerate(leaves):
        if isinstance(leaf, torch.Tensor) and leaf.dim() and leaf.shape[0] == samples:
            inputs[names[place]] = leaf
            places[names[place]] = place
        else:
            constants[place] = leaf
    return Batch(inputs, places, constants, structure)


def _names(model: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[str]:
    """A name for each leaf: its parameter's of ``forward``, numbered where there are several."""
    forward = model.forward
    positional = _positional(getattr(forward, '__func__', forward))
    if inspect.ismethod(forward):
        positional = positional[1:]
    given = [
        (positional[i] if i < len(positional) else f'input{i}', arg) for i, arg in enumerate(args)
    ] + list(kwargs.items())
    names: list[str] = []
    for name, argument in given:
        count = len(pytree.tree_leaves(argument))
        names += [name] if count == 1 else [f'{name}_{i}' for i in range(count)]
    return names


@functools.cache
def _positional(forward: Callable[..., Any]) -> list[str]:
    try:
        parameters = inspect.signature(forward).parameters.values()
    except (TypeError, ValueError):
        return []
    kinds = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [parameter.name for parameter in parameters if parameter.kind in kinds]


def _constant_key(constant: Any) -> Any:
    if isinstance(constant, torch.Tensor):
        return (
            constant.dtype,
            tuple(constant.shape),
            constant.detach().cpu().numpy().tobytes(),
        )
    return repr(constant)
