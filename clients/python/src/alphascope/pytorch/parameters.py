"""θ: what an optimizer steps."""

from __future__ import annotations

import torch
from torch import nn

from alphascope.errors import NotObservable


def stepped(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, nn.Parameter]:
    """By their names in the model, in its order. Raises NotObservable if the model lacks one."""
    found = {
        id(parameter): parameter
        for group in optimizer.param_groups
        for parameter in group['params']
        if parameter.requires_grad
    }
    named = {name: one for name, one in model.named_parameters() if id(one) in found}
    foreign = found.keys() - {id(parameter) for parameter in named.values()}
    if foreign:
        shapes = [str(list(found[one].shape)) for one in list(foreign)[:3]]
        raise NotObservable(
            f'the optimizer steps {len(foreign)} tensors that are no parameters of the model'
            f' (shapes {", ".join(shapes)}): watch the module that has them all, or give them an'
            ' optimizer of their own'
        )
    if not named:
        raise NotObservable('the optimizer steps no parameter that has a gradient')
    for name, parameter in named.items():
        if not parameter.is_floating_point():
            raise NotObservable(f'parameter {name} is {parameter.dtype}: expected floats')
        if hasattr(parameter, 'device_mesh'):
            raise NotObservable(
                'the parameters are spread over processes (FSDP or DTensor), so no process has a'
                ' step: use DistributedDataParallel, or alphascope.publish_observation'
            )
    return named
