"""One process of a distributed training; started by test_distributed.py."""

import sys

import torch
import torch.distributed as dist
from torch import nn

import alphascope

rank, world, store, run, data_dir = sys.argv[1:]
dist.init_process_group('gloo', f'file://{store}', rank=int(rank), world_size=int(world))
torch.manual_seed(1)
model = nn.parallel.DistributedDataParallel(
    nn.Sequential(nn.Linear(7, 9), nn.Tanh(), nn.Linear(9, 4)).double()
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
torch.manual_seed(10 + int(rank))
batches = [(torch.randn(5, 7).double(), torch.randint(4, (5,))) for _ in range(3)]
with alphascope.watch(
    model, optimizer, criterion, run=run, data_dir=data_dir, strict=True, curvatures=['hessian']
) as watch:
    for x, y in batches:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
assert (watch.summary is not None) == (rank == '0')
if rank == '0':
    assert watch.summary.published == 3
    torch.save([x for x, _ in batches], store + '.inputs')
dist.destroy_process_group()
