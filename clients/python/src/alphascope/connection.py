"""Where a system is, and how its broker lets clients in."""

from __future__ import annotations

import json
import logging
import os
import pathlib
from collections.abc import Mapping
from typing import Union

from alphascope.errors import NotConnected

DATA_DIR = '~/.alphascope'
"""The data folder of ``./alphascope up`` unless it is told another."""

CONNECTIONS = logging.getLogger('alphascope.librdkafka')
"""What librdkafka says of its connections; silent unless a handler is added: faults are raised."""
CONNECTIONS.addHandler(logging.NullHandler())
CONNECTIONS.propagate = False

Kafka = Union[Mapping[str, object], str, 'os.PathLike[str]']
"""Properties of librdkafka, or the file that holds them."""


def kafka_properties(
    data_dir: str | os.PathLike[str] | None = None, kafka: Kafka | None = None
) -> dict[str, object]:
    """How to reach a broker, as properties of librdkafka.

    kafka: the properties, or a file of them; it comes before data_dir.
    data_dir: the data folder of a system that is up on this machine; None: the command's own.
    """
    if kafka is None:
        return local_system(data_dir)
    if isinstance(kafka, Mapping):
        return dict(kafka)
    return properties_file(kafka)


def local_system(data_dir: str | os.PathLike[str] | None = None) -> dict[str, object]:
    """How to reach the broker of the system that ``./alphascope up`` has started here."""
    system = system_file(data_dir)
    login = credentials(data_dir)
    return {
        'bootstrap.servers': system['kafka_bootstrap_servers'],
        'security.protocol': 'SASL_PLAINTEXT',
        'sasl.mechanism': 'PLAIN',
        'sasl.username': login['kafka.user'],
        'sasl.password': login['kafka.password'],
    }


def system_file(data_dir: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """The addresses of the system that is up on a data folder."""
    folder = _folder(data_dir)
    try:
        return dict(json.loads((folder / 'system.json').read_text('utf-8')))
    except (OSError, ValueError) as e:
        raise NotConnected(
            f'no system is up on {folder} ({e}): start one with ./alphascope up --no-train,'
            ' or name another folder with data_dir, or a broker with kafka'
        ) from e


def page(data_dir: str | os.PathLike[str] | None = None) -> str | None:
    """The address of the page of the system that is up on a data folder."""
    return system_file(data_dir).get('url')


def credentials(data_dir: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """The secrets of the system on a data folder."""
    file = _folder(data_dir) / 'credentials'
    try:
        return _properties(file)
    except OSError as e:
        raise NotConnected(
            f'{file} cannot be read ({e}): only the user who started the system may read it'
        ) from e


def properties_file(file: str | os.PathLike[str]) -> dict[str, object]:
    """The ``name=value`` lines of a file; a relative ``ssl.ca.location`` begins at its folder."""
    path = pathlib.Path(file).expanduser()
    try:
        properties: dict[str, object] = dict(_properties(path))
    except OSError as e:
        raise NotConnected(f"the broker's properties cannot be read ({e})") from e
    for name in 'ssl.ca.location', 'ssl.certificate.location', 'ssl.key.location':
        if name in properties:
            properties[name] = str(path.resolve().parent / str(properties[name]))
    return properties


def _folder(data_dir: str | os.PathLike[str] | None) -> pathlib.Path:
    return pathlib.Path(DATA_DIR if data_dir is None else data_dir).expanduser()


def _properties(file: pathlib.Path) -> dict[str, str]:
    lines = (line.strip() for line in file.read_text('utf-8-sig').splitlines())
    return {
        name.strip(): value.strip()
        for name, separator, value in (
            line.partition('=') for line in lines if line and not line.startswith(('#', '!'))
        )
        if separator
    }
