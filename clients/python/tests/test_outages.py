"""A broker that is away never makes a training fail, unless it was asked to."""

from __future__ import annotations

import os
import pathlib
import signal
import socket

import numpy as np
import pytest
import torch
from torch import nn

import alphascope
from alphascope import publishing


def train(watch_options, steps=5, between=lambda step: None):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(7, 9), nn.Tanh(), nn.Linear(9, 4))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    with alphascope.watch(model, optimizer, criterion, **watch_options) as watch:
        for step in range(steps):
            optimizer.zero_grad()
            criterion(model(torch.randn(8, 7)), torch.randint(4, (8,))).backward()
            optimizer.step()
            between(step)
    return watch.summary


@pytest.fixture
def nobody():
    """Properties of a broker that does not exist."""
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        yield {'bootstrap.servers': f'127.0.0.1:{taken.getsockname()[1]}'}


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(publishing, 'CONNECT_S', 0.5)
    monkeypatch.setattr(publishing, 'PATIENCE_S', 2.0)


def test_a_broker_that_is_away_is_said_once_and_counted(nobody, impatient, caplog):
    summary = train({'run': 'away', 'kafka': nobody})
    assert (summary.taken, summary.published, summary.lost) == (5, 0, 5)
    said = [r.getMessage() for r in caplog.records if r.name == 'alphascope']
    assert len([message for message in said if 'no broker answers' in message]) == 1
    assert 'did not reach the broker' in said[-1]


def test_what_does_not_fit_into_the_buffer_is_skipped(nobody, impatient):
    options = {'run': 'away', 'kafka': nobody, 'buffer_bytes': 1, 'when_behind': 'skip'}
    summary = train(options, steps=12)
    assert summary.taken == summary.lost + summary.skipped == 12
    assert summary.skipped > 0


def test_strict_raises(nobody, impatient):
    with pytest.raises(alphascope.NotPublished, match='no broker answers'):
        train({'run': 'away', 'kafka': nobody, 'strict': True})


def test_a_wrong_password_is_an_error_at_once(system):
    kafka = alphascope.connection.kafka_properties(system.data_dir)
    with pytest.raises(alphascope.NotConnected, match='password'):
        train({'run': 'wrong', 'kafka': {**kafka, 'sasl.password': 'wrong'}})


def test_no_system_is_an_error_at_once(tmp_path):
    with pytest.raises(alphascope.NotConnected, match='alphascope up'):
        train({'run': 'none', 'data_dir': tmp_path})


def test_a_broker_that_is_killed_loses_nothing(system):
    def kill(step: int) -> None:
        if step == 10:
            os.kill(broker_of(system.data_dir), signal.SIGKILL)

    run = f'killed-{system.unique()}'
    summary = train({'run': run, 'data_dir': system.data_dir}, 40, kill)
    assert (summary.published, summary.skipped, summary.lost) == (40, 0, 0)
    assert {int(row['step']) for row in system.observations(run)} == set(range(40))


def test_what_the_broker_refuses_is_lost_and_counted(system, monkeypatch, caplog):
    monkeypatch.setattr(publishing.StepPublisher, '_limit', lambda self: 0)  # not known
    run = f'refused-{system.unique()}'
    theta = np.zeros(3_000_003, '<f4')
    with alphascope.Observer(run, '2999998-1-2', data_dir=system.data_dir) as observer:
        observer.step(np.zeros((3, 4), '<f4'), np.zeros(3, int), theta, theta, theta)
    assert (observer.summary.published, observer.summary.lost) == (0, 1)
    said = [record.getMessage() for record in caplog.records if record.name == 'alphascope']
    assert any('did not take step 0' in message for message in said)


def broker_of(data_dir: pathlib.Path) -> int:
    """The process of the broker."""
    arguments = f'{data_dir}/run/broker.arguments'.encode()
    for process in pathlib.Path('/proc').glob('[0-9]*'):
        try:
            words = process.joinpath('cmdline').read_bytes().split(b'\0')
        except OSError:  # it has ended
            continue
        if len(words) > 1 and words[1] == b'@' + arguments:
            return int(process.name)
    raise AssertionError(f'no broker runs with {arguments.decode()}')
