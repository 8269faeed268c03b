"""Where a record belongs: Kafka's default partitioner, of Java's clients."""

from __future__ import annotations

_MASK = 0xFFFFFFFF


def partition(run: str, step: int, steps_per_record: int, partitions: int) -> int:
    """All steps of a block [0, n), [n, 2n), … lie where the key of its first step does."""
    key = f'{run}/{step - step % steps_per_record}'
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """MurmurHash2 of 32 bits (Austin Appleby, public domain) with the seed that Kafka uses."""
    m = 0x5BD1E995
    h = 0x9747B28C ^ len(data)
    whole = len(data) - len(data) % 4
    for at in range(0, whole, 4):
        k = int.from_bytes(data[at : at + 4], 'little') * m & _MASK
        k = (k ^ k >> 24) * m & _MASK
        h = h * m & _MASK ^ k
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], 'little')) * m & _MASK
    h = (h ^ h >> 13) * m & _MASK
    return h ^ h >> 15
