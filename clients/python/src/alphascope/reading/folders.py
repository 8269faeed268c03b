"""A step as the files that ./alphascope observe and publish read."""

from __future__ import annotations

import json
import math
import os
import pathlib
import re

import numpy as np

from alphascope.errors import NotRead
from alphascope.events.events_pb2 import RunSpecification
from alphascope.reading.records import Step, optional
from alphascope.tensors import Array
from alphascope.wire import varint


def save(step: Step, folder: str | os.PathLike[str]) -> None:
    """Writes a step into a new folder, as ./alphascope observe and publish read it.

    Raises NotRead if its files would not be valid, FileExistsError if the folder is there.
    """
    _check(step)
    target = pathlib.Path(folder)
    target.mkdir(parents=True)
    specification = step.specification
    if specification.graph:
        (target / 'network.onnx').write_bytes(_with_values(specification, step.theta0))
    document = json.dumps(_described(step), indent=2) + '\n'
    (target / 'step.json').write_text(document, 'utf-8')
    arrays = {'theta0': step.theta0, 'theta1': step.theta1, 'gradient': step.gradient, **step.batch}
    for name, array in arrays.items():
        if array is not None:
            np.save(target / f'{name}.npy', array)


def _check(step: Step) -> None:
    def require(is_valid: bool, reason: str) -> None:
        if not is_valid:
            raise NotRead(f'step {step.step} of run {step.run} cannot be saved: {reason}')

    require(
        step.learning_rate is not None and math.isfinite(step.learning_rate),
        f'step.json needs a learning_rate, but it has {step.learning_rate}',
    )
    for name in step.batch:
        require(not re.search(r'[/\\\0]', name), f'no file can be called {name}.npy')


def _described(step: Step) -> dict[str, object]:
    """The content of step.json."""
    specification = step.specification
    said = {
        'activation': specification.activation or None,
        'epoch': step.epoch,
        'dataset': specification.dataset or None if 'indices' in step.batch else None,
        'seed': optional(specification, 'seed'),
        'label_smoothing': specification.label_smoothing or None,
        'ignore_index': optional(specification, 'ignore_index'),
        'class_weights': list(specification.class_weights) or None,
        'class_axis': optional(specification, 'class_axis'),
        'parameter_distance': step.parameter_distance,
    }
    described: dict[str, object] = {
        'run': step.run,
        'step': step.step,
        'network': specification.network,
        'loss': specification.loss,
        'reduction': specification.reduction,
        'learning_rate': step.learning_rate,
        **{name: value for name, value in said.items() if value is not None},
    }
    if specification.graph:
        described['network'] = 'network.onnx'
        described['parameters'] = [parameter.name for parameter in specification.parameters]
    return described


def _with_values(specification: RunSpecification, theta: Array) -> bytes:
    """The graph's ONNX model with the parameters' values, in float32, which the wire leaves out."""
    values, start = b'', 0
    for parameter in specification.parameters:
        end = start + math.prod(parameter.shape)
        initializer = [
            *(b'\x08' + varint(extent) for extent in parameter.shape),  # dims
            b'\x10\x01',  # data_type FLOAT
            _field(8, parameter.name.encode()),
            _field(9, theta[start:end].astype('<f4').tobytes()),  # raw_data
        ]
        values += _field(5, b''.join(initializer))  # GraphProto.initializer, a TensorProto
        start = end
    # A message in two parts: protobuf merges them.
    return specification.graph + _field(7, values)  # ModelProto.graph


def _field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content
