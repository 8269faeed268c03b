"""Collects ONNX's own tests of single operators (package onnx, Apache-2.0) for OnnxNodeCasesTest.

    pip install onnx
    python3 node_cases.py node-cases.zip Add Sub ...

A case is a model of one node whose operands are initializers, and so is the result, `expected`.
"""
import re
import sys
import warnings
import zipfile

import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases

TYPES = {np.dtype(name) for name in ("float32", "float64", "int64", "int32", "bool")}
LARGEST = 4000  # bytes of operands and result
# What the rules refuse, with a test of its own, and edge cases that no network has.
LEFT_OUT = re.compile(
    "_expanded|_window|nonpad|mode3_zero|peepholes|edge_cases_fmod_0"
    "|(log_sum_exp|max|min)_empty_set"
)
FIRST_RESULT_ONLY = {"Attention", "BatchNormalization", "LayerNormalization"}


def cases(operators):
    for test in collect_testcases(None):
        nodes = test.model.graph.node if test.model else []
        if len(nodes) != 1 or nodes[0].op_type not in operators or LEFT_OUT.search(test.name):
            continue
        operands, results = test.data_sets[0]
        arrays = list(operands) + list(results)
        if any(getattr(array, "dtype", None) not in TYPES for array in arrays):
            continue
        if sum(array.nbytes for array in arrays) > LARGEST:
            continue
        count = 1 if nodes[0].op_type in FIRST_RESULT_ONLY else len(results)
        for index in range(count):
            yield f"{test.name}-{index}.onnx", self_contained(test.model, operands, results, index)


def self_contained(given, operands, results, index):
    model = onnx.ModelProto()
    model.CopyFrom(given)
    graph = model.graph
    values = zip([operand.name for operand in graph.input], operands)
    output = graph.output[index]
    del graph.input[:]
    del graph.output[:]
    graph.initializer.extend(onnx.numpy_helper.from_array(np.asarray(v), n) for n, v in values)
    graph.initializer.append(onnx.numpy_helper.from_array(np.asarray(results[index]), "expected"))
    graph.output.append(output)
    return model.SerializeToString()


def main(path, *operators):
    warnings.simplefilter("ignore")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, model in sorted(cases(set(operators))):
            archive.writestr(zipfile.ZipInfo(name), model, zipfile.ZIP_DEFLATED)


main(*sys.argv[1:])
