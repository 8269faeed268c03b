"""Generates the messages of the wire from events.proto; everything else is in pyproject.toml."""

from __future__ import annotations

import pathlib

from grpc_tools import protoc
from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = pathlib.Path(__file__).resolve().parent
MESSAGES = pathlib.PurePath('alphascope/events/events.proto')
# The one definition; a source distribution has a copy.
ROOTS = HERE / 'proto', HERE.parents[1] / 'events/src/main/protobuf'


def definitions() -> pathlib.Path:
    for root in ROOTS:
        if (root / MESSAGES).is_file():
            return root
    raise FileNotFoundError(f'{MESSAGES} is neither in {ROOTS[0]} nor in {ROOTS[1]}')


def generate(target: pathlib.Path) -> None:
    """Descriptors, which any version of protobuf reads, and type hints."""
    root = definitions()
    google = pathlib.Path(protoc.__file__).parent / '_proto'
    folder = target / MESSAGES.parent
    folder.mkdir(parents=True, exist_ok=True)
    status = protoc.main(
        [
            'protoc',
            f'-I{root}',
            f'-I{google}',
            f'--pyi_out={target}',
            f'--descriptor_set_out={folder / "events.binpb"}',
            str(MESSAGES),
        ]
    )
    if status:
        raise RuntimeError(f'protoc cannot compile {root / MESSAGES}; its messages are above')


class BuildWithMessages(build_py):
    def run(self) -> None:
        super().run()
        generate(HERE / 'src' if self.editable_mode else pathlib.Path(self.build_lib))


class SourceWithDefinitions(sdist):
    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        super().make_release_tree(base_dir, files)
        copy = pathlib.Path(base_dir) / 'proto' / MESSAGES
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((definitions() / MESSAGES).read_bytes())


setup(cmdclass={'build_py': BuildWithMessages, 'sdist': SourceWithDefinitions})
