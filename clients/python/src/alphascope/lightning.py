"""A callback for Lightning."""

from __future__ import annotations

from typing import Any

from alphascope.errors import NotObservable
from alphascope.events.events_pb2 import RunChanged
from alphascope.observer import ending
from alphascope.optional_packages import needed
from alphascope.publishing import Summary
from alphascope.pytorch import Watch

needed('lightning', 'lightning', 'AlphascopeCallback')

from lightning.pytorch import Callback, LightningModule, Trainer  # noqa: E402


class AlphascopeCallback(Callback):
    """Publishes every step of ``Trainer.fit``.

    ::

        Trainer(callbacks=[AlphascopeCallback(run='resnet-1')]).fit(model, loader)

    The module that ``training_step`` calls is found by itself: the LightningModule, or a module in it
    that has all parameters of the optimizer.

    summary: what became of the steps, after the training.
    """

    def __init__(self, run: str, **options: Any) -> None:
        """options: as those of alphascope.watch."""
        self._run = run
        self._options = options
        self._watch: Watch | None = None
        self.summary: Summary | None = None

    def on_fit_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        if len(trainer.optimizers) != 1:
            raise NotObservable(
                f'the training has {len(trainer.optimizers)} optimizers: a step needs one; use'
                ' alphascope.watch in a loop of your own for each'
            )
        optimizer = trainer.optimizers[0]
        stepped = {id(p) for group in optimizer.param_groups for p in group['params']}
        inner = [
            module
            for module in pl_module.children()
            if stepped <= {id(parameter) for parameter in module.parameters()}
        ]
        options = {'epochs': trainer.max_epochs, **self._options}
        if options['epochs'] is not None and options['epochs'] < 0:
            options['epochs'] = None
        self._watch = Watch(pl_module, optimizer, run=self._run, also=inner, **options)

    def on_train_epoch_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        if self._watch is not None:
            self._watch.epoch = trainer.current_epoch + 1

    def on_fit_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self._close(RunChanged.COMPLETED, '')

    def on_exception(
        self, trainer: Trainer, pl_module: LightningModule, exception: BaseException
    ) -> None:
        self._close(*ending(exception))

    def _close(self, state: RunChanged.State, message: str) -> None:
        if self._watch is not None:
            self.summary = self._watch.close(state, message)
            self._watch = None
