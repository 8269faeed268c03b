"""What is trained: a perceptron by its widths, a preset, or a graph."""

from __future__ import annotations

import math
import os
import pathlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from alphascope.errors import NotObservable
from alphascope.events.events_pb2 import Parameter

PRESETS = 'lenet5', 'residual'


@dataclass(frozen=True)
class Network:
    """graph: an ONNX model, without the values of its parameters; empty: the name says it all."""

    name: str
    graph: bytes = b''
    parameters: Sequence[Parameter] = field(default_factory=tuple)

    @property
    def parameter_count(self) -> int | None:
        """P; None: the name does not tell."""
        if self.graph:
            return int(sum(math.prod(parameter.shape) for parameter in self.parameters))
        if '-' not in self.name:
            return None
        widths = [int(width) for width in self.name.split('-')]
        return sum((i + 1) * o for i, o in zip(widths, widths[1:]))  # noqa: B905

    @staticmethod
    def read(network: str | os.PathLike[str], parameters: Sequence[str] | None = None) -> Network:
        """From widths, the name of a preset, or an ONNX file. Raises NotObservable."""
        name = os.fspath(network)
        if name in PRESETS or re.fullmatch(r'[1-9]\d*(-[1-9]\d*)+', name):
            return Network(name)
        path = pathlib.Path(name).expanduser()
        if not path.is_file():
            raise NotObservable(
                f'network: expected widths (784-32-10), {" or ".join(PRESETS)}, or an ONNX file;'
                f' there is no file {path}'
            )
        from alphascope.graphs import published  # onnx only where it is used

        return published(path, parameters)
