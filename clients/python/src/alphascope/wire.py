"""Messages with long vectors, without copies of these.

protobuf copies bytes that a message is given, copied from, and written out; a vector of forty million
bytes would be copied five times by a thread that nobody can run beside. A message is the same whether
its fields are written together or one after the other, so what is long is put beside the rest.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from google.protobuf.message import Message

from alphascope.events.events_pb2 import Tensor
from alphascope.tensors import Array, element_type

Buffers = list[bytes | memoryview]

_DATA = Tensor.DESCRIPTOR.fields_by_name['data'].number


def tensor_field(message: type[Message], field: str, array: Array) -> Buffers:
    """A field of a message that holds a Tensor."""
    elements = np.ascontiguousarray(array)
    head = Tensor(element_type=element_type(elements), shape=elements.shape).SerializeToString()
    head += _begin(_DATA, elements.nbytes)
    number = message.DESCRIPTOR.fields_by_name[field].number
    return [_begin(number, len(head) + elements.nbytes) + head, elements.data.cast('B')]


def message_field(message: type[Message], field: str, content: Buffers) -> Buffers:
    """A field of a message that holds another message."""
    number = message.DESCRIPTOR.fields_by_name[field].number
    return [_begin(number, size(content)), *content]


def size(buffers: Iterable[bytes | memoryview]) -> int:
    """Of all together, in bytes."""
    return sum(len(buffer) for buffer in buffers)


def varint(number: int) -> bytes:
    """A number as protobuf writes it."""
    groups = [number & 127]
    while number := number >> 7:
        groups.append(number & 127)
    return bytes([*(group | 128 for group in groups[:-1]), groups[-1]])


def _begin(number: int, length: int) -> bytes:
    return varint(number << 3 | 2) + varint(length)
