#!/usr/bin/env python3
"""Trains a small GPT in PyTorch on the letters of a short text; Alphascope watches every step.

    ./small_gpt.py --run gpt-1
    ./small_gpt.py --run gpt-2 --text mine.txt

AdamW with a warmup. While the rate is small, α* is far above 1: a longer step would have been better.
"""

import argparse
import pathlib
import sys

import torch
from torch import nn

import alphascope

HARBOUR = pathlib.Path(__file__).with_name('harbour.txt')


class Block(nn.Module):
    """Attention to what came before, then a perceptron; both added to their normalised input."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.projection = nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:  # [n, T, W]
        n, t, width = x.shape
        split = self.qkv(self.norm1(x)).view(n, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        query, key, value = split.unbind(0)  # [n, heads, T, W / heads] each
        seen = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.projection(seen.transpose(1, 2).reshape(n, t, width))
        return x + self.mlp(self.norm2(x))


class SmallGpt(nn.Module):
    """Letters [n, T] → logits of the next ones [n, T, V]; the head has the embedding's weights."""

    def __init__(self, letters: int, length: int, width: int, layers: int, heads: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(letters, width)
        self.position = nn.Parameter(torch.randn(length, width) * 0.02)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, letters, bias=False)
        nn.init.normal_(self.embed.weight, std=0.02)
        self.head.weight = self.embed.weight  # tied

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        x = self.embed(tokens) + self.position
        return self.head(self.norm(self.blocks(x)))


def train(options: argparse.Namespace) -> None:
    torch.manual_seed(0)
    text = options.text.read_text('utf-8')
    letters = sorted(set(text))
    tokens = torch.tensor([letters.index(letter) for letter in text])
    length = 32
    if len(tokens) <= length:
        sys.exit(f'small_gpt.py: {options.text} has {len(tokens)} letters; it takes more than {length}')

    model = SmallGpt(len(letters), length, width=48, layers=3, heads=4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    warmup = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / 40))
    criterion = nn.CrossEntropyLoss()

    with alphascope.watch(
        model, optimizer, criterion, run=options.run, data_dir=options.data_dir, kafka=options.kafka
    ):
        for step in range(options.steps):
            starts = torch.randint(len(tokens) - length, (16,))
            x = torch.stack([tokens[i : i + length] for i in starts])
            y = torch.stack([tokens[i + 1 : i + 1 + length] for i in starts])
            optimizer.zero_grad()
            logits = model(x)
            loss = criterion(logits.view(-1, len(letters)), y.view(-1))
            loss.backward()
            optimizer.step()
            warmup.step()
            if step % 50 == 0:
                print(f'step {step}: loss {loss.item():.3f}')


def show(options: argparse.Namespace) -> None:
    """The first rows of α*, once everything is observed."""
    if options.kafka:
        print(f'run {options.run}: α* is on the page of the system that reads this broker')
        return
    client = alphascope.Client(options.data_dir)
    rows = client.observations(options.run)
    columns = ['step', 'curvature', 'learning_rate', 'alpha_star', 'status']
    print(rows[columns].head(6).to_string(index=False))
    print(f'run {options.run}, {len(rows)} rows: {client.url}')


def main() -> None:
    parser = argparse.ArgumentParser(description='Trains a small GPT; Alphascope watches every step.')
    parser.add_argument('--run', required=True, help='its name in Alphascope')
    parser.add_argument('--data-dir', help='of the system that is up; if left out, ~/.alphascope')
    parser.add_argument(
        '--kafka', metavar='FILE', help="properties of librdkafka, for another system's broker"
    )
    parser.add_argument('--steps', type=int, default=200)
    parser.add_argument('--text', type=pathlib.Path, default=HARBOUR, help='to learn, in UTF-8')
    options = parser.parse_args()
    try:
        train(options)
        show(options)
    except alphascope.AlphascopeError as e:
        sys.exit(f'small_gpt.py: {e}')


if __name__ == '__main__':
    main()
