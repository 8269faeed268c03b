"""What the documents say of tests is there."""

import pathlib
import re

TESTS = pathlib.Path(__file__).parent
PYTORCH = TESTS.parents[2] / 'docs' / 'pytorch.md'


def test_every_line_of_the_table_has_its_tests():
    lines = [line for line in PYTORCH.read_text('utf-8').splitlines() if line.startswith('| ')]
    table = lines[lines.index('| what a loop does | | test |') + 1 :]
    defined = {
        file.name: set(re.findall(r'^def (test_\w+)', file.read_text('utf-8'), re.MULTILINE))
        for file in TESTS.glob('test_*.py')
    }
    assert len(table) > 40
    for line in table:
        cell = line.split('|')[-2]
        file = re.search(r'`(test_\w+\.py)`', cell)
        names = re.findall(r'`(test_\w+)`', cell)
        assert file or names, line
        missing = set(names) - defined[file[1] if file else 'test_watch_cases.py']
        assert not missing, line
