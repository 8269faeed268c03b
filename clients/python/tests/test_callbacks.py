"""The callbacks of Lightning and Hugging Face observe what a loop of one's own would."""

from __future__ import annotations

import copy

import lightning
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from reference import along
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

import alphascope


def perceptron() -> nn.Module:
    torch.manual_seed(5)
    return nn.Sequential(nn.Linear(7, 9), nn.Tanh(), nn.Linear(9, 4)).double()


class OfItsOwn(lightning.LightningModule):
    """Calls itself."""

    def __init__(self) -> None:
        super().__init__()
        self.net = perceptron()
        self.before: list[nn.Module] = []
        self.steps: list[tuple[nn.Module, torch.Tensor, torch.Tensor]] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)

    def outputs(self, x: torch.Tensor) -> torch.Tensor:
        return self(x)

    def training_step(self, batch, index):
        x, y = batch
        self.steps.append((copy.deepcopy(self.net), x, y))
        loss = F.cross_entropy(self.outputs(x), y)
        self.log('loss', loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


class OfAModule(OfItsOwn):
    """Calls a module that it has, and not itself."""

    def outputs(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


def fit(module, callback, tmp_path, **options):
    torch.manual_seed(2)
    data = TensorDataset(torch.randn(12, 7, dtype=torch.float64), torch.randint(4, (12,)))
    trainer = lightning.Trainer(
        max_epochs=1,
        callbacks=[callback],
        accelerator='cpu',
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
        **options,
    )
    trainer.fit(module, DataLoader(data, 4))
    module.steps.append((module.net, None, None))


@pytest.mark.parametrize('kind', [OfItsOwn, OfAModule])
def test_lightning(system, tmp_path, kind):
    module, run = kind(), f'lightning-{system.unique()}'
    callback = alphascope.lightning.AlphascopeCallback(
        run, data_dir=system.data_dir, curvatures=['hessian', 'ggn'], strict=True
    )
    fit(module, callback, tmp_path, gradient_clip_val=0.01)
    assert callback.summary.published == 3
    check(system, run, module.steps)


def test_lightning_accumulates(system, tmp_path):
    module, run = OfAModule(), f'lightning-{system.unique()}'
    callback = alphascope.lightning.AlphascopeCallback(
        run, data_dir=system.data_dir, curvatures=['hessian', 'ggn'], strict=True
    )
    fit(module, callback, tmp_path, accumulate_grad_batches=3)
    assert callback.summary.published == 1
    first, last = module.steps[0], module.steps[-1]
    x = torch.cat([step[1] for step in module.steps[:-1]])
    y = torch.cat([step[2] for step in module.steps[:-1]])
    check(system, run, [(first[0], x, y), last])


def test_lightning_with_two_optimizers_is_refused(system, tmp_path):
    class Two(OfItsOwn):
        automatic_optimization = False

        def configure_optimizers(self):
            return [
                torch.optim.SGD(self.net[0].parameters(), lr=0.1),
                torch.optim.SGD(self.net[2].parameters(), lr=0.1),
            ]

    callback = alphascope.lightning.AlphascopeCallback('two', data_dir=system.data_dir)
    with pytest.raises(alphascope.NotObservable, match='has 2 optimizers'):
        fit(Two(), callback, tmp_path)


def check(system, run, steps):
    rows = system.observations(run)
    assert len(rows) == 2 * (len(steps) - 1)
    for row in rows:
        number = int(row['step'])
        before, x, y = steps[number]
        parameters = list(before.parameters())
        after = steps[number + 1][0].parameters()
        step = [b.detach() - a.detach() for b, a in zip(after, parameters, strict=True)]
        want = along(
            parameters,
            step,
            lambda before=before, x=x: before(x),
            lambda z, y=y: F.cross_entropy(z, y),
        )
        curvature = want.hessian if row['curvature'] == 'hessian' else want.ggn
        assert float(row['slope']) == pytest.approx(want.slope, rel=1e-8)
        assert float(row['slope_published']) == pytest.approx(want.slope, rel=1e-8)
        assert float(row['curvature_value']) == pytest.approx(curvature, rel=1e-8)


@pytest.mark.parametrize('accumulated', [1, 2])
def test_hugging_face(system, tmp_path, accumulated):
    torch.manual_seed(4)
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=31, n_positions=16, n_embd=16, n_layer=2, n_head=2,
            resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=0, eos_token_id=0,
        )
    )  # fmt: skip
    tokens = [torch.randint(31, (9,)) for _ in range(12)]
    # Some tokens count in no loss, not equally many in each batch.
    labels = [torch.where(torch.arange(9) < 9 - i % 3, one, -100) for i, one in enumerate(tokens)]
    run = f'huggingface-{system.unique()}'
    callback = alphascope.huggingface.AlphascopeCallback(
        run, data_dir=system.data_dir, curvatures=['hessian', 'ggn'], strict=True
    )
    trainer = Trainer(
        model,
        TrainingArguments(
            tmp_path, max_steps=3, per_device_train_batch_size=2,
            gradient_accumulation_steps=accumulated, report_to=[], save_strategy='no',
            use_cpu=True, disable_tqdm=True, learning_rate=1e-3,
        ),
        train_dataset=[
            {'input_ids': x, 'labels': y} for x, y in zip(tokens, labels, strict=True)
        ],
        callbacks=[callback],
    )  # fmt: skip
    trainer.train()
    assert callback.summary.published == 3
    rows = system.observations(run)
    assert {row['curvature'] for row in rows} == {'hessian', 'ggn'}
    assert {row['batch_size'] for row in rows} == {str(2 * accumulated)}
    for row in rows:
        assert float(row['slope_published']) == pytest.approx(float(row['slope']), rel=1e-3)
        assert float(row['curvature_value']) > 0 or row['curvature'] == 'hessian'
