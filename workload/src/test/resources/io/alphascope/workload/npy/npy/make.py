#!/usr/bin/env python3
"""Writes the files beside it, with NumPy: NpyArrayTest knows what they hold."""

import pathlib
import sys

import numpy as np

FOLDER = pathlib.Path(__file__).parent


def save(name, array, version=None):
    with open(FOLDER / f'{name}.npy', 'wb') as file:
        np.lib.format.write_array(file, array, version)


def matrix(kind, width):
    if kind == 'f':
        return np.array([[-2.5, 0, 1.5], [65504, 2**-24, np.inf]])
    if kind == 'b':
        return np.array([[True, False, True], [False, False, True]])
    largest = 2**(8 * width - 1) - 1
    if kind == 'i':
        return np.array([[-1, 0, 1], [-largest - 1, largest, 7]], dtype=object)
    return np.array([[1, 0, 2], [3, 2 * largest + 1 if width < 8 else largest, 7]], dtype=object)


for kind, widths in {'f': [2, 4, 8], 'i': [1, 2, 4, 8], 'u': [1, 2, 4, 8], 'b': [1]}.items():
    for width in widths:
        for order, sign in {'little': '<', 'big': '>'}.items():
            if width == 1 and order == 'big':
                continue
            for layout in 'C', 'F':
                array = matrix(kind, width).astype(f'{sign}{kind}{width}', order=layout)
                save(f'{kind}{width}-{order}-{layout}', array)

save('cube-F', np.asfortranarray(np.arange(24, dtype='>f4').reshape(2, 3, 4)))
save('version-2', np.array([1.5, -2.5], dtype='<f4'), (2, 0))
save('version-3', np.array([1.5, -2.5], dtype='<f4'), (3, 0))

save('refused-u8', np.array([[0, 1], [2**63, 2]], dtype='<u8'))
save('refused-complex', np.array([1j]))
save('refused-object', np.array([[1], [1, 2]], dtype=object))
save('refused-text', np.array(['0', '1']))
save('refused-bytes', np.array([b'0', b'1']))
save('refused-time', np.array(['2020-01-01'], dtype='datetime64[D]'))
save('refused-raw', np.array([1, 2], dtype='<u2').view('V2'))
save('refused-records', np.array([(1, 2.5)], dtype=[('label', '<i4'), ('weight', '<f4')]))
save('refused-longdouble', np.array([1.5], dtype=np.longdouble))
np.savez(FOLDER / 'refused-archive.npz', a=np.arange(3))
(FOLDER / 'refused-archive.npz').rename(FOLDER / 'refused-archive.npy')
sys.stdout.write(f'{len(list(FOLDER.glob("*.npy")))} files\n')
