"""Arrays on the wire: shape, and elements in C order, little endian."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from alphascope.events.events_pb2 import Tensor

Array = npt.NDArray[Any]

DTYPES: dict[Tensor.ElementType, np.dtype[Any]] = {
    Tensor.FLOAT32: np.dtype('<f4'),
    Tensor.FLOAT64: np.dtype('<f8'),
    Tensor.INT64: np.dtype('<i8'),
    Tensor.BOOL: np.dtype('?'),
}
_ELEMENT_TYPES = {dtype: element_type for element_type, dtype in DTYPES.items()}


def as_published(array: npt.ArrayLike) -> Array:
    """The array in a type that the wire has: float16 becomes float32, integers int64.

    Raises TypeError for other types.
    """
    found = np.asarray(array)
    kind = found.dtype.kind
    wanted: np.dtype[Any]
    if kind in 'iu':
        wanted = np.dtype('<i8')
    elif kind == 'f' and found.dtype.itemsize == 2:
        wanted = np.dtype('<f4')
    else:
        wanted = found.dtype.newbyteorder('<') if kind == 'f' else found.dtype
    if wanted not in _ELEMENT_TYPES:
        raise TypeError(
            f'{found.dtype} cannot be published, only float16, float32, float64, integers and bool'
        )
    return np.ascontiguousarray(found, wanted).reshape(found.shape)


def element_type(array: Array) -> Tensor.ElementType:
    """Of an array that is as_published."""
    return _ELEMENT_TYPES[array.dtype]


def tensor(array: npt.ArrayLike) -> Tensor:
    """An array as the wire has it. Raises TypeError as as_published does."""
    published = as_published(array)
    return Tensor(
        element_type=element_type(published),
        shape=published.shape,
        data=published.tobytes(),
    )


def view(message: Tensor) -> Array:
    """The elements of a tensor, without a copy. Raises ValueError if they do not fit its shape."""
    if message.element_type not in DTYPES:
        raise ValueError(f'element_type: expected a known one, found {message.element_type}')
    dtype, shape = DTYPES[message.element_type], tuple(message.shape)
    if any(extent < 0 for extent in shape):
        raise ValueError(f'shape: expected extents of an array, found {list(shape)}')
    expected, found = math.prod(shape) * dtype.itemsize, len(message.data)
    if found != expected:
        raise ValueError(f'data: expected {expected} bytes for shape {list(shape)}, found {found} bytes')
    return np.frombuffer(message.data, dtype).reshape(shape)
