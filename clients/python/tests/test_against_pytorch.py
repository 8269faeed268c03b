"""What the system observes of watched trainings equals double backward in the same process."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import models
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from reference import Expected, along
from torch import nn

import alphascope

STEPS = 20


@dataclass(frozen=True)
class Case:
    model: Callable[[], nn.Module]
    batch: Callable[[torch.dtype], tuple[torch.Tensor, torch.Tensor]]
    optimizer: Callable[[Any], torch.optim.Optimizer]
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def images(channels: int, size: int, classes: int) -> Callable[[torch.dtype], Any]:
    return lambda dtype: (
        torch.randn(6, channels, size, size, dtype=dtype),
        torch.randint(classes, (6,)),
    )


def tokens(dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    text = torch.randint(23, (4, 11))
    return text[:, :-1], text[:, 1:]


CASES = {
    'lenet': Case(
        models.LeNet,
        images(1, 16, 10),
        lambda p: torch.optim.SGD(p, lr=0.1),
        nn.CrossEntropyLoss(),
    ),
    'resnet': Case(
        models.ResNet,
        images(3, 8, 5),
        lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=1e-3),
        nn.CrossEntropyLoss(label_smoothing=0.1),
    ),
    'vit': Case(
        models.ViT, images(3, 8, 5), lambda p: torch.optim.AdamW(p, lr=1e-3), nn.CrossEntropyLoss()
    ),
    'gpt': Case(
        models.GPT,
        tokens,
        lambda p: torch.optim.Adam(p, lr=1e-3),
        lambda z, y: F.cross_entropy(z.view(-1, z.size(-1)), y.reshape(-1)),
    ),
}


@pytest.mark.parametrize(('dtype', 'tolerance'), [(torch.float64, 1e-8), (torch.float32, 1e-4)])
@pytest.mark.parametrize('name', CASES)
def test_twenty_steps(system, name, dtype, tolerance):
    case = CASES[name]
    torch.manual_seed(1)
    model = case.model().to(dtype).train()
    optimizer = case.optimizer(model.parameters())
    run = f'{name}-{str(dtype)[-2:]}-{system.unique()}'
    expected: list[Expected] = []
    with alphascope.watch(
        model,
        optimizer,
        case.loss,
        run=run,
        data_dir=system.data_dir,
        curvatures=['hessian', 'ggn'],
        strict=True,
    ) as watch:
        for _ in range(STEPS):
            x, y = case.batch(dtype)
            before = copy.deepcopy(model)
            optimizer.zero_grad()
            case.loss(model(x), y).backward()
            optimizer.step()
            expected.append(_expected(case, before, model, x, y))
    assert watch.summary.published == STEPS
    rows = system.observations(run)
    assert len(rows) == 2 * STEPS
    for row in rows:
        want = expected[int(row['step'])]
        curvature = want.hessian if row['curvature'] == 'hessian' else want.ggn
        scale = max(abs(want.hessian), abs(want.ggn))
        assert float(row['slope']) == pytest.approx(want.slope, rel=tolerance)
        assert float(row['slope_published']) == pytest.approx(want.slope, rel=tolerance)
        assert float(row['curvature_value']) == pytest.approx(
            curvature, rel=tolerance, abs=tolerance * scale
        )
        if row['curvature'] == 'hessian' and want.hessian > 0.1 * scale:
            assert float(row['alpha_star']) == pytest.approx(want.alpha_star, rel=10 * tolerance)


def _expected(
    case: Case, before: nn.Module, after: nn.Module, x: torch.Tensor, y: torch.Tensor
) -> Expected:
    exact = before.double()
    # float32's step is taken exactly as it was.
    step = [
        b.detach().double() - a.detach()
        for b, a in zip(after.parameters(), exact.parameters(), strict=True)
    ]
    x = x.double() if x.is_floating_point() else x
    return along(list(exact.parameters()), step, lambda: exact(x), lambda z: case.loss(z, y))
