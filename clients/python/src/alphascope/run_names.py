"""What a run may be called."""

from __future__ import annotations

import re

from alphascope.errors import NotObservable

_NAME = re.compile(
    r'(?!(latest|all)$)(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$))'
    r'[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(?<!\.)'
)


def checked(run: str) -> str:
    """The name itself. Raises NotObservable if no run can be called so."""
    if not isinstance(run, str) or not _NAME.fullmatch(run):
        raise NotObservable(
            f"no run can be called {run!r}: expected 1 to 64 letters, digits, '.', '_' and '-',"
            " not beginning with '.' or '-' nor ending with '.', and not 'latest', 'all' or a name"
            ' that Windows reserves (con, nul, com1, …)'
        )
    return run
