"""Requests to a system's REST interface."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import IO, Any, Protocol

from alphascope.connection import credentials, system_file
from alphascope.errors import NotConnected, Refused

TOKEN = 'ALPHASCOPE_TOKEN'
"""The environment variable that holds a system's token."""

_TIMEOUT_S = 30
Query = Mapping[str, object]


class Asked(Protocol):
    """What answers questions."""

    def get(self, path: str, query: Query | None = None) -> Any:
        """The document at a path."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token goes to the system that was named, and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Rest:
    """One system. Every method raises NotConnected if it is away, Refused if it refuses."""

    def __init__(self, url: str, token: str | None, ca_file: str | os.PathLike[str] | None) -> None:
        """
        url: 'http://127.0.0.1:8080', without a path.
        token: None: changes nothing.
        ca_file: PEM of the authorities that may vouch for https; None: the machine's own.
        """
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ('http', 'https') or not parts.hostname:
            raise NotConnected(
                f"'{url}' is no address of http or https: expected one like http://127.0.0.1:8080"
            )
        self.url = url.rstrip('/')
        self._token = token
        handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
        if parts.scheme == 'https':
            handlers.append(urllib.request.HTTPSHandler(context=_tls(ca_file)))
        if parts.hostname in ('127.0.0.1', '::1', 'localhost'):
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def get(self, path: str, query: Query | None = None) -> Any:
        """The document at a path."""
        return self._document('GET', path, query)

    def post(self, path: str, body: object = None) -> Any:
        """The answer to a document."""
        return self._document('POST', path, body=b'' if body is None else json.dumps(body).encode())

    def delete(self, path: str, query: Query | None = None) -> Any:
        """The answer; a long run takes a while."""
        return self._document('DELETE', path, query, timeout=600)

    def open(self, path: str, query: Query | None = None) -> IO[bytes]:
        """The answer as a file, to be closed; reading it may raise what is_cut_short() tells."""
        return self._open('GET', path, query)

    def _document(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        *,
        body: bytes | None = None,
        timeout: float = _TIMEOUT_S,
    ) -> Any:
        with self._open(method, path, query, body=body, timeout=timeout) as answer:
            try:
                content = answer.read()
                return json.loads(content) if content else None
            except ValueError as e:
                raise NotConnected(
                    f'what answers at {self.url} is no Alphascope ({e}): name its aggregator'
                ) from e
            except (OSError, http.client.HTTPException) as e:
                raise self._away(e) from e

    def _open(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        *,
        body: bytes | None = None,
        timeout: float = _TIMEOUT_S,
    ) -> IO[bytes]:
        address = self.url + path
        if query:
            address += '?' + urllib.parse.urlencode(query, quote_via=urllib.parse.quote)
        request = urllib.request.Request(address, data=body, method=method)
        if body is not None:
            request.add_header('Content-Type', 'application/json')
        if self._token:
            request.add_header('Authorization', f'Bearer {self._token}')
        try:
            answer: IO[bytes] = self._opener.open(request, timeout=timeout)
            return answer
        except urllib.error.HTTPError as e:
            with e:
                raise self._refusal(e) from None
        except (OSError, http.client.HTTPException) as e:
            raise self._away(e) from e

    def _refusal(self, answer: urllib.error.HTTPError) -> NotConnected | Refused:
        """In the system's own words, which hold cause and remedy, if it gave any."""
        words = f'{self.url} answered with HTTP status {answer.code}'
        try:
            document = json.loads(answer.read())
            words = str(document.get('detail') or document.get('error') or words)
        except (ValueError, AttributeError, OSError, http.client.HTTPException):
            pass  # no JSON: a proxy's page, say
        return NotConnected(words) if answer.code >= 500 else Refused(words)

    def _away(self, error: Exception) -> NotConnected:
        reason = getattr(error, 'reason', None) or error
        return NotConnected(
            f'no system answers at {self.url} ({reason}): start one with'
            ' ./alphascope up --no-train, or name another'
        )


def system(
    url_or_data_folder: str | os.PathLike[str] | None,
    token: str | None,
    ca_file: str | os.PathLike[str] | None,
) -> Rest:
    """The system at an address, or the one that is up on a data folder of this machine.

    token: None: that of the data folder, or of an address the environment variable
    ALPHASCOPE_TOKEN. Raises NotConnected.
    """
    named = url_or_data_folder
    if isinstance(named, str) and '://' in named:
        return Rest(named, token or os.environ.get(TOKEN, '').strip() or None, ca_file)
    url = system_file(named)['url']
    return Rest(url, token or _local_token(named), ca_file)


def path(*parts: str) -> str:
    """An address below /api. Raises Refused for a name that no address can contain."""
    if any(part in ('.', '..') for part in parts):
        raise Refused(f'no address can contain {parts!r}')
    return '/'.join(['/api', *(urllib.parse.quote(part, safe='') for part in parts)])


def listed(names: str | Sequence[str] | None) -> list[str]:
    """One name or several; None: none."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)


def _local_token(data_dir: str | os.PathLike[str] | None) -> str | None:
    """None for another user's system, at which one may look without it."""
    try:
        return credentials(data_dir).get('api.token')
    except NotConnected:
        return None


def _tls(ca_file: str | os.PathLike[str] | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else os.fspath(ca_file))
    except (OSError, ssl.SSLError) as e:
        raise NotConnected(f'the authorities in {ca_file} cannot be read ({e})') from e
