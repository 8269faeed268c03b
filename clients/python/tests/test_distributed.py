"""DistributedDataParallel: the first process publishes, with its share of the batch."""

import pathlib
import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.tensor import Shard, distribute_tensor, init_device_mesh

import alphascope

SCRIPT = pathlib.Path(__file__).with_name('distributed.py')


def test_the_first_process_publishes_its_share(system, tmp_path):
    run, store = f'distributed-{system.unique()}', tmp_path / 'store'
    processes = [
        subprocess.Popen(
            [sys.executable, SCRIPT, str(rank), '2', store, run, system.data_dir],
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert 'mean over 2 processes' in said[0]
    assert 'alphascope' not in said[1]
    steps = system.steps(run)
    inputs = torch.load(tmp_path / 'store.inputs')
    for step, x in zip(steps, inputs, strict=True):
        assert np.array_equal(step.batch['inputs'], x.numpy())
        assert step.gradient is None
    rows = system.observations(run)
    assert len(rows) == 3
    assert {row['batch_size'] for row in rows} == {'5'}


@pytest.fixture
def mesh(tmp_path):
    """Of this process alone."""
    dist.init_process_group('gloo', f'file://{tmp_path}/store', rank=0, world_size=1)
    yield init_device_mesh('cpu', (1,))
    dist.destroy_process_group()


def test_parameters_that_are_spread_over_processes_are_refused(mesh):
    model = nn.Linear(4, 2, bias=False)
    model.weight = nn.Parameter(distribute_tensor(model.weight.detach(), mesh, [Shard(0)]))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(alphascope.NotObservable, match='spread over processes'):
        alphascope.watch(model, optimizer, run='spread')
