#!/usr/bin/env python3
"""Trains a tiny GPT-2 with the Trainer of Hugging Face; Alphascope's callback watches every step.

    ./huggingface_gpt.py --run gpt2-1

The model is made from its configuration, and nothing is downloaded. Needs
pip install 'alphascope[torch,huggingface,pandas]' accelerate.
"""

import argparse
import pathlib
import sys
import tempfile

import torch
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

import alphascope
from alphascope.huggingface import AlphascopeCallback

HARBOUR = pathlib.Path(__file__).with_name('harbour.txt')
LENGTH = 32


def train(options: argparse.Namespace) -> None:
    torch.manual_seed(0)
    text = HARBOUR.read_text('utf-8')
    letters = sorted(set(text))
    tokens = torch.tensor([letters.index(letter) for letter in text])
    pieces = [tokens[i : i + LENGTH] for i in range(0, len(tokens) - LENGTH, LENGTH // 2)]
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=len(letters),
            n_positions=LENGTH,
            n_embd=48,
            n_layer=2,
            n_head=4,
            resid_pdrop=0.0,  # with dropout, give the callback dropout='off'
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=0,
            eos_token_id=0,
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        Trainer(
            model,
            TrainingArguments(
                folder,
                max_steps=options.steps,
                per_device_train_batch_size=8,
                learning_rate=3e-3,
                warmup_steps=10,
                use_cpu=True,
                disable_tqdm=True,
                report_to=[],
                save_strategy='no',
            ),
            train_dataset=[{'input_ids': piece, 'labels': piece} for piece in pieces],
            callbacks=[AlphascopeCallback(options.run, data_dir=options.data_dir, kafka=options.kafka)],
        ).train()


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
    parser = argparse.ArgumentParser(description='Trains GPT-2; Alphascope watches every step.')
    parser.add_argument('--run', required=True, help='its name in Alphascope')
    parser.add_argument('--data-dir', help='of the system that is up; if left out, ~/.alphascope')
    parser.add_argument(
        '--kafka', metavar='FILE', help="properties of librdkafka, for another system's broker"
    )
    parser.add_argument('--steps', type=int, default=60)
    options = parser.parse_args()
    try:
        train(options)
        show(options)
    except alphascope.AlphascopeError as e:
        sys.exit(f'huggingface_gpt.py: {e}')


if __name__ == '__main__':
    main()
