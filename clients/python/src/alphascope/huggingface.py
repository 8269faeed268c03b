"""A callback for the Trainer of Hugging Face's transformers."""

from __future__ import annotations

from typing import Any

from alphascope.events.events_pb2 import RunChanged
from alphascope.optional_packages import needed
from alphascope.publishing import Summary
from alphascope.pytorch import Watch

needed('transformers', 'huggingface', 'AlphascopeCallback')

from transformers import TrainerCallback  # noqa: E402


class AlphascopeCallback(TrainerCallback):
    """Publishes every step of ``Trainer.train``.

    ::

        Trainer(model, arguments, train_dataset=data,
                callbacks=[AlphascopeCallback(run='gpt-1', dropout='off')]).train()

    The loss that the model computes of its labels is found by itself: cross entropy, of the next
    token or not, or the error of a regression.

    summary: what became of the steps, after the training.
    """

    def __init__(self, run: str, **options: Any) -> None:
        """options: as those of alphascope.watch."""
        self._run = run
        self._options = options
        self._watch: Watch | None = None
        self.summary: Summary | None = None

    def on_train_begin(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        optimizer = given['optimizer']
        optimizer = getattr(optimizer, 'optimizer', optimizer)  # accelerate wraps it
        epochs = max(1, round(args.num_train_epochs)) if args.max_steps <= 0 else None
        options = {'epochs': epochs, **self._options}
        self._watch = Watch(given['model'], optimizer, run=self._run, **options)

    def on_epoch_begin(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        if self._watch is not None:
            self._watch.epoch = int(state.epoch or 0) + 1

    def on_train_end(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        if self._watch is not None:
            is_complete = state.global_step >= state.max_steps
            self.summary = self._watch.close(
                RunChanged.COMPLETED if is_complete else RunChanged.STOPPED,
                '' if is_complete else 'A callback ended the training.',
            )
            self._watch = None
