"""What an exporter meets: a model as it trains, which is left as it was."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from typing import Any
from unittest import mock

import torch
from torch import nn


@contextlib.contextmanager
def kept(model: nn.Module, dropout_off: bool) -> Iterator[None]:
    """Leaves buffers, modes, and the state of random numbers as they were."""
    buffers = {name: buffer.detach().clone() for name, buffer in model.named_buffers()}
    modes = {module: module.training for module in model.modules()}
    device = next(model.parameters()).device.type
    if dropout_off:
        model.eval()
    try:
        with (
            torch.random.fork_rng(),
            torch.autocast(device, enabled=False),
            # It looks into a mask for a faster way to the same numbers; no exporter can follow.
            mock.patch('torch.nn.modules.transformer._detect_is_causal_mask', _told_causal),
        ):
            yield
    finally:
        for module, mode in modes.items():
            module.training = mode
        with torch.no_grad():
            for name, buffer in model.named_buffers():
                if not torch.equal(buffer, buffers[name]):
                    buffer.copy_(buffers[name])


def _told_causal(mask: Any, is_causal: bool | None = None, size: int | None = None) -> bool:
    return bool(is_causal)


@contextlib.contextmanager
def spelt_out_attention(model: nn.Module) -> Iterator[bool]:
    """Hugging Face's models with attention in operations that every exporter knows; whether there is
    one that had it otherwise.
    """
    found = (getattr(module, 'config', None) for module in model.modules())
    configs: dict[int, Any] = {
        id(config): config for config in found if getattr(config, '_attn_implementation', None) == 'sdpa'
    }
    for config in configs.values():
        config._attn_implementation = 'eager'
    try:
        yield bool(configs)
    finally:
        for config in configs.values():
            config._attn_implementation = 'sdpa'


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """The exporter speaks of itself, on standard output too."""
    loggers = [logging.getLogger(name) for name in ('torch.onnx', 'torch.export', 'onnxscript')]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter('ignore')
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
