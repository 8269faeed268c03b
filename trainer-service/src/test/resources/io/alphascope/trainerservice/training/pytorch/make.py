#!/usr/bin/env python3
"""Writes the files beside it, with PyTorch: UpdateRuleTest and LearningRateScheduleTest read them."""

import pathlib

import torch
from torch.optim import SGD, Adam, AdamW
from torch.optim.lr_scheduler import ConstantLR, CosineAnnealingLR, LinearLR, MultiStepLR, SequentialLR

FOLDER = pathlib.Path(__file__).parent

# f = ½ Σ k θ² + b θ, of two tensors; the rate is another in each step.
THETA = [torch.tensor([[1.0, -2.0], [0.5, 3.0]]), torch.tensor([-0.25, 1.5])]
K = [torch.tensor([[1.0, 10.0], [0.5, 3.0]]), torch.tensor([-1.0, 0.25])]
B = [torch.tensor([[-3.0, 4.0], [1.0, -2.0]]), torch.tensor([0.5, -1.0])]
RATES = [0.05, 0.1, 0.02, 0.05, 0.005]

OPTIMIZERS = {
    'sgd': lambda theta, momentum, **more: SGD(theta, lr=1, **more),
    'momentum': lambda theta, momentum, **more: SGD(theta, lr=1, momentum=momentum, **more),
    'adam': lambda theta, momentum, nesterov, **more: Adam(theta, lr=1, **more),
    'adamw': lambda theta, momentum, nesterov, **more: AdamW(theta, lr=1, **more),
}

UPDATES = [
    ('sgd', 0, False, 0),
    ('sgd', 0, False, 0.1),
    ('momentum', 0.9, False, 0),
    ('momentum', 0.9, False, 0.1),
    ('momentum', 0.9, True, 0),
    ('momentum', 0.5, True, 0.1),
    ('adam', 0, False, 0),
    ('adam', 0, False, 0.1),
    ('adamw', 0, False, 0),
    ('adamw', 0, False, 0.01),
    ('adamw', 0, False, 0.1),
]


def update(name, momentum, nesterov, weight_decay):
    """θ after each step, all elements of both tensors."""
    theta = [tensor.clone().requires_grad_() for tensor in THETA]
    optimizer = OPTIMIZERS[name](theta, momentum=momentum, nesterov=nesterov, weight_decay=weight_decay)
    for rate in RATES:
        optimizer.param_groups[0]['lr'] = rate
        for tensor, k, b in zip(theta, K, B):
            tensor.grad = k * tensor.detach() + b
        optimizer.step()
        yield ' '.join(str(x) for tensor in theta for x in tensor.detach().numpy().ravel())


SCHEDULES = [
    ('constant', 0, 4),
    ('constant', 3, 6),
    ('constant', 5, 5),
    ('cosine', 0, 7),
    ('cosine', 1, 5),
    ('cosine', 3, 10),
    ('cosine', 4, 4),
    ('step', 0, 1),
    ('step', 0, 7),
    ('step', 0, 8),
    ('step', 2, 10),
    ('step', 6, 10),
]


def after_warmup(optimizer, name, warmup, steps):
    if name == 'constant':
        return ConstantLR(optimizer, factor=1)
    if name == 'cosine':
        return CosineAnnealingLR(optimizer, T_max=max(1, steps - warmup))  # 0 steps: never asked
    half, three_quarters = -(-steps // 2), -(-3 * steps // 4)  # rounded up
    return MultiStepLR(optimizer, milestones=[half - warmup, three_quarters - warmup], gamma=0.1)


def schedule(name, warmup, steps):
    """The rate of each step."""
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
    if warmup == 0:
        scheduler = after_warmup(optimizer, name, warmup, steps)
    else:
        rise = LinearLR(optimizer, start_factor=1 / warmup, end_factor=1, total_iters=warmup - 1)
        rest = after_warmup(optimizer, name, warmup, steps)
        scheduler = SequentialLR(optimizer, [rise, rest], milestones=[warmup])
    for _ in range(steps):
        yield repr(float(optimizer.param_groups[0]['lr']))
        optimizer.step()
        scheduler.step()


with open(FOLDER / 'updates.csv', 'w') as file:
    print('optimizer,momentum,nesterov,weight_decay,parameters_after_each_step', file=file)
    for case in UPDATES:
        name, momentum, nesterov, weight_decay = case
        print(name, momentum, str(nesterov).lower(), weight_decay, '; '.join(update(*case)), sep=',', file=file)

with open(FOLDER / 'schedules.csv', 'w') as file:
    print('schedule,warmup,steps,rates', file=file)
    for case in SCHEDULES:
        print(*case, ' '.join(schedule(*case)), sep=',', file=file)
