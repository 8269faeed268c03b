"""Hooks of a module that do not stand in the way of copying and saving it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


class Hook:
    """Calls a function; a copy of it, in a copied or loaded model, does nothing."""

    def __init__(self, function: Callable[..., None]) -> None:
        self._function = function

    @torch.compiler.disable
    def __call__(self, *args: Any) -> None:
        self._function(*args)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return Hook, (inert,)


def inert(*args: Any) -> None:
    """Does nothing."""
