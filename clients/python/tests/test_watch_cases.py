"""What real loops do: each is observed rightly, or refused in words."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from reference import along
from torch import nn

import alphascope
from alphascope.events.events_pb2 import RunSpecification
from alphascope.pytorch import vectors

CURVATURES = ['hessian', 'ggn']


class Training:
    """A small training in float64 that is watched, and what PyTorch says of each of its steps."""

    def __init__(self, system, model=None, optimizer=None, loss=None, watched=None, **options: Any):
        torch.manual_seed(3)
        self.system = system
        self.model = (perceptron() if model is None else model).double().train()
        self.optimizer = optimizer or torch.optim.SGD(self.model.parameters(), lr=0.1)
        # A compiled module has no truth value.
        self.loss: Callable[..., torch.Tensor] = nn.CrossEntropyLoss() if loss is None else loss
        self.run = f'case-{system.unique()}'
        self.expected: list[Any] = []
        options.setdefault('strict', True)
        options.setdefault('curvatures', CURVATURES)
        self.watch = alphascope.watch(
            self.model if watched is None else watched,
            self.optimizer,
            self.loss,
            run=self.run,
            data_dir=system.data_dir,
            **options,
        )

    def __enter__(self) -> Training:
        self.watch.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.watch.__exit__(*error)

    def take(
        self,
        work: Callable[[], None],
        outputs: Callable[[nn.Module], Any],
        loss: Callable[[Any], torch.Tensor],
        with_ggn: bool = True,
    ) -> None:
        """Does the work of one step; outputs and loss say on what it is to be observed."""
        before = copy.deepcopy(self.model)
        work()
        step = [
            b.detach() - a.detach()
            for b, a in zip(self.model.parameters(), before.parameters(), strict=True)
        ]
        moved = [p for p in before.parameters() if p.requires_grad]
        step = [d for d, p in zip(step, before.parameters(), strict=True) if p.requires_grad]
        self.expected.append(along(moved, step, lambda: outputs(before), loss, with_ggn))

    def step(self, x: torch.Tensor, y: torch.Tensor, after_backward=lambda: None, compared=None) -> None:
        """The loop as everybody writes it; compared: what the loss is compared with."""
        loss = self.loss if compared is None else compared

        def work() -> None:
            self.optimizer.zero_grad()
            self.loss(self.model(x), y).backward()
            after_backward()
            self.optimizer.step()

        self.take(work, lambda model: model(x), lambda z: loss(z, y))

    def check(self, curvatures=('hessian', 'ggn'), with_gradient: bool = True) -> list[dict[str, str]]:
        rows = self.system.observations(self.run)
        assert sorted({row['curvature'] for row in rows}) == sorted(curvatures)
        assert len(rows) == len(curvatures) * len(self.expected)
        for row in rows:
            want = self.expected[int(row['step'])]
            curvature = want.hessian if row['curvature'] == 'hessian' else want.ggn
            assert float(row['slope']) == pytest.approx(want.slope, rel=1e-8)
            scale = abs(want.hessian) + abs(want.ggn or 0)
            assert float(row['curvature_value']) == pytest.approx(curvature, rel=1e-8, abs=1e-8 * scale)
            if with_gradient:
                assert float(row['slope_published']) == pytest.approx(want.slope, rel=1e-8)
            else:
                assert row['slope_published'] == ''
        return rows


def perceptron() -> nn.Module:
    return nn.Sequential(nn.Linear(7, 9), nn.Tanh(), nn.Linear(9, 4))


def batch(n: int = 8) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(n, 7, dtype=torch.float64), torch.randint(4, (n,))


def said(caplog) -> str:
    return '\n'.join(record.getMessage() for record in caplog.records if record.name == 'alphascope')


def test_clipped_gradients(system):
    with Training(system) as training:
        for _ in range(3):
            training.step(
                *batch(),
                lambda: nn.utils.clip_grad_norm_(training.model.parameters(), 0.01),
            )
    training.check()


def test_weight_decay_and_momentum(system):
    model = perceptron()
    optimizer = torch.optim.SGD(
        model.double().parameters(), lr=0.1, momentum=0.9, weight_decay=0.1, nesterov=True
    )
    with Training(system, model, optimizer) as training:
        for _ in range(3):
            training.step(*batch())
    training.check()
    specification: RunSpecification = system.steps(training.run)[0].specification
    assert specification.optimizer.name == 'momentum'
    assert specification.optimizer.weight_decay == 0.1
    assert specification.optimizer.nesterov


@pytest.mark.parametrize('reduction', ['mean', 'sum'])
@pytest.mark.parametrize('divided', [True, False])
def test_gradients_accumulated_over_equal_batches(system, reduction, divided):
    with Training(system, loss=nn.CrossEntropyLoss(reduction=reduction)) as training:
        for _ in range(2):
            parts = [batch(4) for _ in range(3)]

            def work(parts=parts) -> None:
                training.optimizer.zero_grad()
                for x, y in parts:
                    loss = training.loss(training.model(x), y)
                    (loss / 3 if divided else loss).backward()
                training.optimizer.step()

            x, y = torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])
            training.take(work, lambda model, x=x: model(x), lambda z, y=y: training.loss(z, y))
    rows = training.check()
    assert {row['batch_size'] for row in rows} == {'12'}


def test_gradients_accumulated_over_unequal_batches_are_refused(system, caplog):
    with Training(system, strict=False) as training:
        training.optimizer.zero_grad()
        for n in 4, 3:
            x, y = batch(n)
            training.loss(training.model(x), y).backward()
        training.optimizer.step()
    assert training.watch.summary.refused == 1
    assert training.watch.summary.published == 0
    assert 'count differently' in said(caplog)


def test_accumulation_with_batch_normalisation_is_refused(system, caplog):
    model = nn.Sequential(nn.Linear(7, 9), nn.BatchNorm1d(9), nn.Linear(9, 4))
    with Training(system, model, strict=False) as training:
        for _ in range(2):
            x, y = batch()
            training.loss(training.model(x), y).backward()
        training.optimizer.step()
    assert training.watch.summary.refused == 1
    assert 'batch normalisation' in said(caplog)


def test_grad_scaler(system):
    scaler = torch.amp.GradScaler('cpu', init_scale=1024.0)
    with Training(system) as training:
        for _ in range(3):
            x, y = batch()

            def work(x=x, y=y) -> None:
                training.optimizer.zero_grad()
                scaler.scale(training.loss(training.model(x), y)).backward()
                scaler.unscale_(training.optimizer)
                nn.utils.clip_grad_norm_(training.model.parameters(), 0.1)
                scaler.step(training.optimizer)
                scaler.update()

            training.take(work, lambda m, x=x: m(x), lambda z, y=y: training.loss(z, y))
    training.check()


def test_steps_that_a_grad_scaler_leaves_out(system):
    scaler = torch.amp.GradScaler('cpu', init_scale=1024.0)
    with Training(system) as training:
        x, y = batch()
        training.optimizer.zero_grad()
        scaler.scale(training.loss(training.model(x * float('inf')), y)).backward()
        scaler.step(training.optimizer)
        scaler.update()
        training.step(*batch())
    training.check()
    assert training.watch.summary.taken == 1


def test_dropout_is_refused_with_the_remedy(system, caplog):
    model = nn.Sequential(nn.Linear(7, 9), nn.Dropout(0.5), nn.Linear(9, 4))
    with Training(system, model, strict=False) as training:
        x, y = batch()
        training.loss(training.model(x), y).backward()
        training.optimizer.step()
    assert training.watch.summary.refused == 1
    assert "dropout='off'" in said(caplog)


def test_dropout_that_is_off(system, caplog):
    model = nn.Sequential(nn.Linear(7, 9), nn.BatchNorm1d(9), nn.Dropout(0.5), nn.Linear(9, 4))
    with Training(system, model, dropout='off') as training:
        for _ in range(2):
            x, y = batch()

            def work(x=x, y=y) -> None:
                training.optimizer.zero_grad()
                training.loss(training.model(x), y).backward()
                training.optimizer.step()

            def without(m: nn.Module, x=x) -> torch.Tensor:
                m[2].eval()
                return m(x)

            training.take(work, without, lambda z, y=y: training.loss(z, y))
        assert model[2].training
    training.check(with_gradient=False)
    assert 'dropout' in said(caplog)


@pytest.mark.parametrize('dtype', [torch.bfloat16, torch.float16])
def test_autocast_leaves_the_gradient_out(system, caplog, dtype):
    scaler = torch.amp.GradScaler('cpu', init_scale=128.0, enabled=dtype == torch.float16)
    with Training(system, perceptron()) as training:
        training.model.float()
        for _ in range(2):
            x, y = batch()
            training.optimizer.zero_grad()
            with torch.autocast('cpu', dtype):
                loss = training.loss(training.model(x.float()), y)
            scaler.scale(loss).backward()
            scaler.step(training.optimizer)
            scaler.update()
    rows = system.observations(training.run)
    assert len(rows) == 4
    assert {row['slope_published'] for row in rows} == {''}
    assert 'autocast' in said(caplog)


@pytest.mark.parametrize('which', ['wrapper', 'model'])
def test_compiled_models(system, which):
    torch._dynamo.reset()  # compiled code is shared by networks of one structure
    model = perceptron().double()
    compiled = torch.compile(model, backend='aot_eager')
    with Training(system, model, watched=compiled if which == 'wrapper' else model) as training:
        for n in 8, 8, 5:
            x, y = batch(n)

            def work(x=x, y=y) -> None:
                training.optimizer.zero_grad()
                training.loss(compiled(x), y).backward()
                training.optimizer.step()

            training.take(work, lambda m, x=x: m(x), lambda z, y=y: training.loss(z, y))
    training.check()


def test_data_parallel(system):
    model = perceptron().double()
    parallel = nn.DataParallel(model)
    with Training(system, model, watched=parallel) as training:
        for _ in range(2):
            x, y = batch()

            def work(x=x, y=y) -> None:
                training.optimizer.zero_grad()
                training.loss(parallel(x), y).mean().backward()
                training.optimizer.step()

            training.take(work, lambda m, x=x: m(x), lambda z, y=y: training.loss(z, y))
    training.check()
    first = system.steps(training.run)[0]
    assert first.specification.parameters[0].name == '0.weight'


def test_frozen_parameters_are_no_part_of_theta(system):
    model = perceptron()
    for parameter in model[0].parameters():
        parameter.requires_grad_(False)
    with Training(system, model) as training:
        for _ in range(2):
            training.step(*batch())
    training.check()
    assert len(system.steps(training.run)[0].theta0) == 9 * 4 + 4


def test_parameters_of_another_optimizer_are_refused(system, caplog):
    model = perceptron().double()
    first = torch.optim.SGD(model[0].parameters(), lr=0.1)
    second = torch.optim.SGD(model[2].parameters(), lr=0.1)
    with Training(system, model, second, strict=False) as training:
        for _ in range(2):
            x, y = batch()
            model.zero_grad()
            training.loss(model(x), y).backward()
            first.step()
            second.step()
    assert training.watch.summary.refused >= 1
    assert 'does not step' in said(caplog)


LOSSES = {
    'cross_entropy': (F.cross_entropy, None, ('hessian', 'ggn')),
    'weighted': (
        nn.CrossEntropyLoss(
            weight=torch.tensor([1.0, 2.0, 0.5, 1.0], dtype=torch.float64), ignore_index=2
        ),
        None,
        ('hessian', 'ggn'),
    ),
    'nll of logarithms': (lambda z, y: F.nll_loss(F.log_softmax(z, 1), y), None, ('hessian', 'ggn')),
    'probabilities': (
        nn.CrossEntropyLoss(),
        lambda y: F.one_hot(y, 4).double() * 0.8 + 0.05,
        ('hessian', 'ggn'),
    ),
    'squared error': (
        nn.MSELoss(reduction='sum'),
        lambda y: F.one_hot(y, 4).double(),
        ('hessian', 'ggn'),
    ),
    'binary': (nn.BCEWithLogitsLoss(), lambda y: F.one_hot(y, 4).double(), ('hessian', 'ggn')),
    'positive weights': (
        nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0, 1, 1, 1], dtype=torch.float64)),
        lambda y: F.one_hot(y, 4).double(),
        ('hessian',),
    ),
    'of its own': (
        lambda z, y: ((1 - z.softmax(1).gather(1, y[:, None])) ** 2).mean(),
        None,
        ('hessian',),
    ),
    'huber': (nn.SmoothL1Loss(), lambda y: F.one_hot(y, 4).double(), ('hessian',)),
}


@pytest.mark.parametrize('name', LOSSES)
def test_losses(system, name):
    loss, targets, curvatures = LOSSES[name]
    with Training(system, loss=loss, curvatures=list(curvatures)) as training:
        for n in 8, 5:
            x, y = batch(n)
            training.step(x, y if targets is None else targets(y))
    training.check(curvatures)


def test_a_penalty_on_the_parameters_is_traced(system):
    with Training(system, curvatures=['hessian']) as training:
        for _ in range(2):
            x, y = batch()

            def loss(model: nn.Module, z: torch.Tensor, y=y) -> torch.Tensor:
                penalty = sum(p.pow(2).sum() for p in model.parameters())
                return training.loss(z, y) + 1e-2 * penalty

            def work(x=x) -> None:
                training.optimizer.zero_grad()
                loss(training.model, training.model(x)).backward()
                training.optimizer.step()

            before: list[nn.Module] = []

            def outputs(m: nn.Module, x=x, before=before) -> torch.Tensor:
                before.append(m)
                return m(x)

            training.take(work, outputs, lambda z, before=before: loss(before[-1], z), with_ggn=False)
    training.check(['hessian'])


def test_a_loss_that_is_not_of_the_model_is_refused(system, caplog):
    other = perceptron().double()
    with Training(system, strict=False) as training:
        x, y = batch()
        training.model(x)
        training.loss(other(x), y).backward()
        training.optimizer.step()
    assert 'does not follow' in said(caplog)


def test_several_inputs_by_name(system):
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed = nn.Embedding(5, 7)
            self.net = perceptron()

        def forward(self, inputs, *, scale=1.0):
            x = self.embed(inputs['tokens']).mean(1) + inputs['dense'] * inputs['mask']
            return self.net(x * scale)

    with Training(system, Two()) as training:
        for n in 6, 4:
            given = {
                'tokens': torch.randint(5, (n, 3)),
                'dense': torch.randn(n, 7, dtype=torch.float64),
                'mask': torch.rand(n, 7) > 0.5,
            }
            y = torch.randint(4, (n,))

            def work(given=given, y=y) -> None:
                training.optimizer.zero_grad()
                training.loss(training.model(given, scale=0.5), y).backward()
                training.optimizer.step()

            training.take(
                work, lambda m, given=given: m(given, scale=0.5), lambda z, y=y: training.loss(z, y)
            )
    training.check()


def test_shapes_that_change(system):
    class Pooled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = perceptron()

        def forward(self, x):
            return self.net(x.mean(1))

    with Training(system, Pooled()) as training:
        for n, t in (1, 3), (4, 3), (4, 5), (2, 3):
            x = torch.randn(n, t, 7, dtype=torch.float64)
            training.step(x, torch.randint(4, (n,)))
    training.check()


def test_not_a_number(system):
    with Training(system) as training:
        x, y = batch()
        training.loss(training.model(x * float('nan')), y).backward()
        training.optimizer.step()
    rows = system.observations(training.run)
    assert {row['status'] for row in rows} == {'non_finite'}


def test_closures(system):
    model = perceptron().double()
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1, max_iter=4)
    with Training(system, model, optimizer) as training:
        for _ in range(2):
            x, y = batch()

            def closure(x=x, y=y) -> torch.Tensor:
                optimizer.zero_grad()
                loss = training.loss(training.model(x), y)
                loss.backward()
                return loss

            training.take(
                lambda: optimizer.step(closure), lambda m, x=x: m(x), lambda z, y=y: training.loss(z, y)
            )
    training.check()


@pytest.mark.parametrize('set_to_none', [True, False])
def test_gradients_that_are_set_to_zero(system, set_to_none):
    with Training(system) as training:
        for _ in range(3):
            x, y = batch()

            def work(x=x, y=y) -> None:
                training.loss(training.model(x), y).backward()
                training.optimizer.step()
                training.optimizer.zero_grad(set_to_none=set_to_none)

            training.take(work, lambda m, x=x: m(x), lambda z, y=y: training.loss(z, y))
    training.check()


def test_gradients_of_earlier_batches(system, caplog):
    with Training(system) as training:
        for _ in range(2):  # without zero_grad
            x, y = batch()

            def work(x=x, y=y) -> None:
                training.loss(training.model(x), y).backward()
                training.optimizer.step()

            training.take(work, lambda m, x=x: m(x), lambda z, y=y: training.loss(z, y))
    rows = training.system.observations(training.run)
    assert {row['slope_published'] for row in rows if row['step'] == '1'} == {''}
    assert 'zero_grad' in said(caplog)


def test_parameters_that_change_between_steps(system):
    with Training(system) as training:
        for _ in range(4):
            training.step(*batch())
            for parameter in training.model.parameters():
                parameter.data.clamp_(-0.05, 0.05)
    training.check()


def test_validation_between_steps(system):
    with Training(system) as training:
        for _ in range(3):
            training.step(*batch())
            training.model.eval()
            with torch.no_grad():
                training.loss(training.model(batch(100)[0]), torch.randint(4, (100,)))
            training.model(batch(3)[0])  # with gradients, unused
            training.model.train()
    training.check()


def test_every_third_step(system):
    with Training(system, every=3) as training:
        for _ in range(7):
            x, y = batch()
            training.optimizer.zero_grad()
            training.loss(training.model(x), y).backward()
            training.optimizer.step()
    assert training.watch.summary.published == 3
    assert [step.step for step in system.steps(training.run)] == [0, 3, 6]


def test_a_watched_model_can_be_copied_and_saved(system):
    with Training(system) as training:
        twin = pickle.loads(pickle.dumps(training.model))
        copy.deepcopy(training.model)(batch()[0]).sum().backward()
        twin(batch()[0]).sum().backward()
        training.step(*batch())
    training.check()


def test_an_optimizer_of_other_parameters_is_refused(system):
    model, other = perceptron(), nn.Linear(3, 3)
    optimizer = torch.optim.SGD([*model.parameters(), *other.parameters()], lr=0.1)
    with pytest.raises(alphascope.NotObservable, match='no parameters of the model'):
        alphascope.watch(model, optimizer, nn.MSELoss(), run='foreign', data_dir=system.data_dir)


def test_a_name_that_is_taken_is_refused(system):
    with Training(system) as training:
        training.step(*batch())
        with pytest.raises(alphascope.NotObservable, match='running'):
            alphascope.watch(
                training.model, training.optimizer, run=training.run, data_dir=system.data_dir
            )
    with pytest.raises(alphascope.NotObservable, match='first_step'):
        alphascope.watch(training.model, training.optimizer, run=training.run, data_dir=system.data_dir)


def test_a_training_that_goes_on(system):
    with Training(system) as training:
        training.step(*batch())
    again = alphascope.watch(
        training.model,
        training.optimizer,
        run=training.run,
        first_step=1,
        data_dir=system.data_dir,
        strict=True,
        curvatures=CURVATURES,
    )
    with again:
        training.step(*batch())
    training.check()


def test_a_model_that_cannot_be_exported_is_refused(system, caplog):
    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = perceptron()

        def forward(self, x):
            z = self.net(x)
            return z * 2 if float(z.detach().sum()) > 0 else z

    with Training(system, Odd(), strict=False) as training:
        x, y = batch()
        training.loss(training.model(x), y).backward()
        training.optimizer.step()
    assert training.watch.summary.refused == 1
    assert 'cannot be exported' in said(caplog)


class LowRank(nn.Module):
    """W + B A with a frozen W, as LoRA has it."""

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.a = nn.Parameter(torch.randn(rank, linear.in_features) * 0.1)
        self.b = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x) + x @ self.a.T @ self.b.T


def test_low_rank_adaptation(system):
    model = perceptron()
    model[0], model[2] = LowRank(model[0], 2), LowRank(model[2], 2)
    optimizer = torch.optim.AdamW([p for p in model.double().parameters() if p.requires_grad], lr=0.01)
    with Training(system, model, optimizer) as training:
        for _ in range(2):
            training.step(*batch())
    training.check()
    names = [p.name for p in system.steps(training.run)[0].specification.parameters]
    assert names == ['0.a', '0.b', '2.a', '2.b']


def test_frozen_statistics_of_a_normalisation(system):
    model = nn.Sequential(
        nn.Linear(7, 9), nn.BatchNorm1d(9), nn.Tanh(), nn.BatchNorm1d(9), nn.Linear(9, 4)
    )
    model[1].running_mean += 0.3
    with Training(system, model) as training:
        model[1].eval()
        for _ in range(2):
            training.step(*batch())
    training.check()


def test_normalisation_without_running_statistics(system):
    model = nn.Sequential(
        nn.Linear(7, 9), nn.BatchNorm1d(9, track_running_stats=False, affine=False), nn.Linear(9, 4)
    )
    with Training(system, model) as training:
        for n in 8, 5:
            training.step(*batch(n))
    training.check()


def test_a_model_that_reads_its_batch_size(system):
    class Reads(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = perceptron()
            self.offset = nn.Parameter(torch.randn(1, 7))

        def forward(self, x):
            return self.net(x + self.offset.expand(len(x), -1))

    with Training(system, Reads()) as training:
        for n in 6, 6, 3, 6, 3, 1:
            training.step(*batch(n))
    training.check()


def test_a_recurrent_network(system):
    class Recurrent(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed = nn.Embedding(11, 5)
            self.lstm = nn.LSTM(5, 6, batch_first=True)
            self.head = nn.Linear(6, 4)

        def forward(self, tokens):
            return self.head(self.lstm(self.embed(tokens))[0][:, -1])

    with Training(system, Recurrent()) as training:
        for n in 5, 3:
            training.step(torch.randint(11, (n, 6)), torch.randint(4, (n,)))
    training.check()


def test_outputs_for_each_pixel(system):
    class Segments(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(2, 3, 3, padding=1)
            self.head = nn.Conv2d(3, 4, 1)

        def forward(self, x):
            return self.head(torch.tanh(self.conv(x)))

    with Training(system, Segments()) as training:
        for n in 3, 2:
            training.step(torch.randn(n, 2, 5, 5, dtype=torch.float64), torch.randint(4, (n, 5, 5)))
    training.check()


def test_a_loss_of_what_is_shifted(system):
    class Next(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed = nn.Embedding(11, 5)
            self.head = nn.Linear(5, 11)

        def forward(self, tokens):
            return self.head(torch.tanh(self.embed(tokens).cumsum(1)))

    def loss(z: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(z[:, :-1].reshape(-1, 11), tokens[:, 1:].reshape(-1))

    with Training(system, Next(), loss=loss) as training:
        for n in 4, 3:
            tokens = torch.randint(11, (n, 6))
            training.step(tokens, tokens)
    training.check()


def test_a_loss_weighted_by_sample(system):
    def loss(z: torch.Tensor, y: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        return (F.cross_entropy(z, y[0], reduction='none') * y[1]).mean()

    with Training(system, loss=loss, curvatures=['hessian']) as training:
        for n in 6, 4:
            x, y = batch(n)
            training.step(x, (y, torch.rand(n, dtype=torch.float64)))
    training.check(['hessian'])


def test_groups_of_parameters_with_rates_of_their_own(system):
    model = perceptron().double()
    optimizer = torch.optim.SGD(
        [{'params': model[0].parameters(), 'lr': 0.1}, {'params': model[2].parameters(), 'lr': 0.2}]
    )
    with Training(system, model, optimizer) as training:
        training.step(*batch())
    rows = training.check()
    assert {row['learning_rate_star'] for row in rows} == {''}


def test_a_schedule_of_the_rate(system):
    with Training(system) as training:
        schedule = torch.optim.lr_scheduler.StepLR(training.optimizer, 1, 0.5)
        for _ in range(3):
            training.step(*batch())
            schedule.step()
    rows = training.check()
    assert sorted({float(row['learning_rate']) for row in rows}) == [0.025, 0.05, 0.1]


def test_a_batch_that_is_changed_in_place(system):
    with Training(system) as training:
        x, y = batch()
        kept = x.clone()

        def work() -> None:
            training.optimizer.zero_grad()
            loss = training.loss(training.model(x), y)
            loss.backward()
            x.zero_()
            y_after = y.zero_()
            assert not y_after.any()
            training.optimizer.step()

        labels = y.clone()
        training.take(work, lambda m: m(kept), lambda z: training.loss(z, labels))
    training.check()


def test_uint8_images(system):
    class Scaled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = perceptron()

        def forward(self, x):
            return self.net(x.double() / 255)

    with Training(system, Scaled()) as training:
        for n in 6, 4:
            training.step(torch.randint(256, (n, 7), dtype=torch.uint8), torch.randint(4, (n,)))
    training.check()


def test_an_exception_in_the_training_ends_the_run(system):
    with pytest.raises(ZeroDivisionError), Training(system) as training:
        training.step(*batch())
        raise ZeroDivisionError
    system.observations(training.run)
    run = system.client.run(training.run)
    assert run['state'] == 'failed'
    assert 'ZeroDivisionError' in run['message']


def test_what_a_training_with_many_losses_says(system, caplog):
    with Training(system, strict=False, curvatures=['hessian']) as training:
        for i in range(20):
            x, y = batch()
            training.optimizer.zero_grad()
            (F.cross_entropy(training.model(x) * (1 + i / 10), y) ** 2).backward()
            training.optimizer.step()
    assert training.watch.summary.refused == 4
    assert 'change from step to step' in said(caplog)


def test_long_vectors_are_compared_now_and_then(system, caplog, monkeypatch):
    monkeypatch.setattr(vectors, 'SHORT', 10)
    with Training(system) as training:
        for _ in range(3):
            training.step(*batch())
            training.model[0].weight.data.clamp_(-0.05, 0.05)
    assert 'through .data' in said(caplog)
    first, *others = system.steps(training.run)
    assert abs(first.theta1).max() > 0.05
    assert all(abs(step.theta0[: 7 * 9]).max() <= 0.05 for step in others)


def test_a_device_that_is_named_for_the_model_alone(system):
    with Training(system) as training:
        for _ in range(2):
            x, y = batch()

            def work(x=x, y=y) -> None:
                training.optimizer.zero_grad()
                with torch.device('cpu'):
                    outputs = training.model(x)
                training.loss(outputs, y).backward()
                training.optimizer.step()

            training.take(work, lambda m, x=x: m(x), lambda z, y=y: training.loss(z, y))
    training.check()
    assert torch.overrides._len_torch_function_stack() == 0


def test_a_compiled_loss(system):
    torch._dynamo.reset()
    plain = nn.CrossEntropyLoss()
    with Training(system, loss=torch.compile(plain, backend='aot_eager')) as training:
        for n in 8, 5:
            # What is compiled cannot be differentiated twice, so it is compared with what is not.
            training.step(*batch(n), compared=plain)
    training.check()


def test_backward_by_another_function_is_refused(system, caplog):
    with Training(system, strict=False) as training:
        x, y = batch()
        torch.autograd.backward([training.loss(training.model(x), y)])
        training.optimizer.step()
    assert training.watch.summary.refused == 1
    assert 'loss.backward()' in said(caplog)
