"""Flat copies of tensors on the CPU, in memory that is used again."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import torch

SHORT = 1_000_000
COMPARE_EVERY = 16


class Vector:
    """A copy of several tensors, one after the other: [P] on the CPU. Counted, then used again."""

    def __init__(self, pool: Vectors, flat: torch.Tensor) -> None:
        self._pool = pool
        self.flat = flat
        self.array = flat.numpy()
        self.versions: list[tuple[int, int]] = []
        self._event: Any = None
        self._users = 1

    def wait(self) -> None:
        """Until the copy is complete."""
        if self._event is not None:
            self._event.synchronize()

    def share(self) -> Vector:
        """The same vector for one more user."""
        with self._pool.lock:
            self._users += 1
        return self

    def release(self) -> None:
        with self._pool.lock:
            self._users -= 1
            if self._users == 0:
                self._pool.free.append(self.flat)


class Vectors:
    """Copies θ and g of the tensors that an optimizer steps."""

    def __init__(self, parameters: Sequence[torch.Tensor]) -> None:
        self._shapes = [parameter.shape for parameter in parameters]
        self._sizes = [parameter.numel() for parameter in parameters]
        self.count = sum(self._sizes)
        is_double = any(parameter.dtype == torch.float64 for parameter in parameters)
        self.dtype = torch.float64 if is_double else torch.float32
        self._on_gpu = any(parameter.is_cuda for parameter in parameters)
        self.finds_uncounted = False
        self._looks = -1  # the first time counts
        self.lock = threading.Lock()
        self.free: list[torch.Tensor] = []

    @property
    def is_long(self) -> bool:
        """Whether comparing is worth avoiding."""
        return self.count > SHORT

    @property
    def nbytes(self) -> int:
        """Of one vector."""
        return self.count * (8 if self.dtype == torch.float64 else 4)

    def copy(self, tensors: Sequence[torch.Tensor | None]) -> Vector:
        """A copy; None is zeros."""
        with self.lock:
            flat = self.free.pop() if self.free else None
        if flat is None:
            flat = torch.empty(self.count, dtype=self.dtype, pin_memory=self._on_gpu)
        vector = Vector(self, flat)
        vector.versions = _versions(tensors)
        with torch.no_grad():
            if self._on_gpu:
                self._from_gpu(tensors, vector)
            else:
                self._gather(tensors, flat)
        return vector

    def equal(self, vector: Vector, tensors: Sequence[torch.Tensor]) -> bool:
        """Whether a vector is a copy of these tensors as they are now.

        PyTorch counts changes of a tensor, but not those through ``.data``. To compare long vectors
        takes as long as to copy them, so these are compared now and then, and always once such a
        change was found.
        """
        if self._on_gpu or vector.versions != _versions(tensors):
            return False
        self._looks += 1
        if self.is_long and not self.finds_uncounted and self._looks % COMPARE_EVERY:
            return True
        start = 0
        for tensor, size in zip(tensors, self._sizes, strict=True):
            part = vector.flat[start : start + size]
            if not torch.equal(part.view(tensor.shape), tensor.detach().to(self.dtype)):
                self.finds_uncounted = True
                return False
            start += size
        return True

    def _gather(self, tensors: Sequence[torch.Tensor | None], flat: torch.Tensor) -> None:
        parts = [
            flat.new_zeros(size) if tensor is None else _dense(tensor.detach()).reshape(-1)
            for tensor, size in zip(tensors, self._sizes, strict=True)
        ]
        if all(part.dtype == self.dtype for part in parts):
            torch.cat(parts, out=flat)
        else:
            start = 0
            for part in parts:
                flat[start : start + part.numel()].copy_(part)
                start += part.numel()

    def _from_gpu(self, tensors: Sequence[torch.Tensor | None], vector: Vector) -> None:
        device = next(t.device for t in tensors if t is not None)
        staged = torch.empty(self.count, dtype=self.dtype, device=device)
        self._gather(
            [t if t is None or t.device == device else t.to(device) for t in tensors],
            staged,
        )
        vector.flat.copy_(staged, non_blocking=True)
        vector._event = torch.cuda.Event()
        vector._event.record(torch.cuda.current_stream(device))


def _versions(tensors: Sequence[torch.Tensor | None]) -> list[tuple[int, int]]:
    """Where each is, and how often it was changed."""
    return [(0, 0) if one is None else (one.data_ptr(), one._version) for one in tensors]


def _dense(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.to_dense() if tensor.is_sparse else tensor
