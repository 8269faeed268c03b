"""What happens between a model's output and ``backward``: a program of torch's functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch._C import _len_torch_function_stack
from torch.overrides import TorchFunctionMode, _pop_mode, _push_mode
from torch.utils import _pytree as pytree


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a function, with what it was given and what it returned."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any

    def tensors(self) -> list[torch.Tensor]:
        """The tensors that it was given."""
        leaves = pytree.tree_leaves((self.args, self.kwargs))
        return [leaf for leaf in leaves if isinstance(leaf, torch.Tensor)]

    def results(self) -> list[torch.Tensor]:
        leaves = pytree.tree_leaves(self.result)
        return [leaf for leaf in leaves if isinstance(leaf, torch.Tensor)]


class Recorder(TorchFunctionMode):
    """Records the calls of one thread from begin() to the call of ``backward``, which it hands on.

    Nested calls are not seen: a loss of torch.nn.functional is one call.
    """

    def __init__(self, on_backward: Callable[[torch.Tensor, Callable[[], Any]], Any]) -> None:
        """on_backward: given the tensor and what carries its ``backward`` out."""
        super().__init__()
        self._on_backward = on_backward
        self._is_entered = False
        self._is_recording = False
        self._calls: list[Call] = []

    def begin(self) -> None:
        self._calls = []
        self._is_recording = True
        if not self._is_entered:
            above = _taken_off()
            _push_mode(self)
            _put_on(above)
            self._is_entered = True

    def stop(self) -> list[Call]:
        """Ends recording; what was recorded."""
        self._is_recording = False
        calls, self._calls = self._calls, []
        return calls

    def leave(self) -> None:
        """Ends recording, and hands on all calls untouched from now on. Not from within a call."""
        self.stop()
        if self._is_entered:
            self._is_entered = False
            _put_on([mode for mode in _taken_off() if mode is not self])

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        given = kwargs or {}
        if not self._is_recording:
            return func(*args, **given)
        if func is torch.Tensor.backward:
            return self._on_backward(args[0], lambda: func(*args, **given))
        result = func(*args, **given)
        if any(isinstance(leaf, torch.Tensor) for leaf in pytree.tree_leaves(result)):
            self._calls.append(Call(func, args, given, result))
        return result


# Below all other modes, so that ``with torch.device(…)``, which ends while the recorder goes on, takes
# off its own. torch.utils._device does the same.
def _taken_off() -> list[TorchFunctionMode]:
    return [_pop_mode() for _ in range(_len_torch_function_stack())]


def _put_on(modes: list[TorchFunctionMode]) -> None:
    for mode in reversed(modes):
        _push_mode(mode)


class Program:
    """The calls that lead from given tensors to one tensor, to be carried out again on others.

    sources: the tensors that it begins with, which are given anew at every run.
    externals: other tensors that it uses and no call makes: targets, weights, constants.
    """

    def __init__(self, calls: list[Call], sources: list[torch.Tensor], target: torch.Tensor) -> None:
        makers: dict[int, list[Call]] = {}  # several where a call changes what it is given
        for call in calls:
            for result in call.results():
                makers.setdefault(id(result), []).append(call)
        begins = {id(source) for source in sources}
        order = {id(call): place for place, call in enumerate(calls)}
        needed: dict[int, Call] = {}
        self.externals: list[torch.Tensor] = []
        seen: set[int] = set()
        unresolved = [target]
        while unresolved:
            tensor = unresolved.pop()
            if id(tensor) in seen:
                continue
            seen.add(id(tensor))
            if id(tensor) not in begins and id(tensor) not in makers:
                self.externals.append(tensor)
            for maker in makers.get(id(tensor), []):
                needed[order[id(maker)]] = maker
                unresolved.extend(maker.tensors())
        self.calls = [needed[place] for place in sorted(needed)]
        self.uses_sources = bool(seen & begins)
        self.sources = sources
        self.target = target

    @property
    def functions(self) -> list[str]:
        """Names of the calls, for messages."""
        return [getattr(call.function, '__name__', str(call.function)) for call in self.calls]

    def key(self) -> str:
        """Equal for programs that do the same, whatever is in their tensors."""
        places = {id(tensor): f's{i}' for i, tensor in enumerate(self.sources)}
        places |= {id(tensor): f'e{i}' for i, tensor in enumerate(self.externals)}
        lines = []
        for number, call in enumerate(self.calls):

            def named(leaf: Any) -> str:
                return places.get(id(leaf), '?') if isinstance(leaf, torch.Tensor) else repr(leaf)

            leaves, structure = pytree.tree_flatten((call.args, call.kwargs))
            name = getattr(call.function, '__qualname__', None) or repr(call.function)
            lines.append(f'{name} {structure} {[named(leaf) for leaf in leaves]}')
            for i, result in enumerate(call.results()):
                places[id(result)] = f'{number}.{i}'
        return '\n'.join([*lines, places.get(id(self.target), '?')])

    def run(
        self,
        sources: list[torch.Tensor],
        externals: list[torch.Tensor],
    ) -> torch.Tensor:
        """The target, from other sources and externals in the order of this program's own."""
        values = {
            id(old): new
            for old, new in zip([*self.sources, *self.externals], [*sources, *externals], strict=True)
        }

        def current(leaf: Any) -> Any:
            return values.get(id(leaf), leaf) if isinstance(leaf, torch.Tensor) else leaf

        for call in self.calls:
            args, kwargs = pytree.tree_map(current, (call.args, call.kwargs))
            result = call.function(*args, **kwargs)
            for old, new in zip(
                call.results(),
                (one for one in pytree.tree_leaves(result) if isinstance(one, torch.Tensor)),
                strict=True,
            ):
                values[id(old)] = new
        return values[id(self.target)]
