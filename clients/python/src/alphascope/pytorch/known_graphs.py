"""The graphs of a training: one for all its steps, or one for each shape or kind of loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from alphascope.errors import NotObservable
from alphascope.events.events_pb2 import RunSpecification
from alphascope.pytorch.exporting import Exported, export
from alphascope.pytorch.micro_batch import MicroBatch
from alphascope.pytorch.optimizers import described
from alphascope.specification import specification

MOST_GRAPHS = 16
"""A training that needs more is refused step by step."""


@dataclass(frozen=True, eq=False)
class KnownGraph:
    """A graph that serves some steps. versions: of its constants, when it was made."""

    exported: Exported
    specification: RunSpecification
    versions: dict[str, int]

    def changed(self) -> list[str]:
        """Names of constants that are no longer what the graph has."""
        return [
            name for name, version in self.exported.versions().items() if version != self.versions[name]
        ]


class KnownGraphs:
    """Exports what it does not know."""

    def __init__(
        self, optimizer: torch.optim.Optimizer, dropout_off: bool, choices: dict[str, Any]
    ) -> None:
        """choices: fields of the specification that the user chose."""
        self._optimizer = optimizer
        self._dropout_off = dropout_off
        self._choices = choices
        self._graphs: dict[Any, KnownGraph] = {}

    def clear(self) -> None:
        """Of other parameters there are other graphs."""
        self._graphs = {}

    def of(self, part: MicroBatch, parameters: dict[str, nn.Parameter], is_autocast: bool) -> KnownGraph:
        """For a batch, while the parameters are still those that it met. Raises NotObservable."""
        for key in (part.key, None), (part.key, part.samples):
            known = self._graphs.get(key)
            if known is not None:
                if not (changed := known.changed()):
                    return known
                _refuse_parameters(known, changed)
                del self._graphs[key]
        if len(self._graphs) >= MOST_GRAPHS:
            raise NotObservable(
                'the loss, the shapes of its batches, or what the model is called with beside them'
                f' change from step to step in more than {MOST_GRAPHS} ways; the last loss was made of'
                f' {", ".join(part.traced.program.functions) or "nothing but the model"}'
            )
        exported = export(
            type(part.traced.model).__name__, part.traced, parameters, self._dropout_off, is_autocast
        )
        graph = KnownGraph(exported, self._specification(part, exported), exported.versions())
        self._graphs[part.key, exported.samples] = graph
        return graph

    def _specification(self, part: MicroBatch, exported: Exported) -> RunSpecification:
        loss = part.loss
        options: dict[str, Any] = {} if loss is None else dict(loss.options)
        if loss is not None and loss.class_axis is not None and not part.traced.rows:
            options['class_axis'] = loss.class_axis
        return specification(
            exported.network,
            loss='graph' if loss is None else loss.name,
            reduction='mean' if loss is None else loss.reduction,
            optimizer=described(self._optimizer),
            batch_size=part.samples,
            **options,
            **self._choices,
        )


def _refuse_parameters(known: KnownGraph, changed: list[str]) -> None:
    if any(isinstance(known.exported.constants[name], nn.Parameter) for name in changed):
        raise NotObservable(
            'parameters that the watched optimizer does not step change'
            f' ({", ".join(changed[:3])}): give one optimizer all parameters'
        )
