"""Judge the log of an Odoo run with tests: print what failed, and count.

    judge_log.py LOG ALLOWED EXIT_CODE  ->  last line "N passed, N failed"; exit code 1 if anything is wrong

A warning or error in the log is a failure even if every test passed, unless a line of ALLOWED
(a regular expression, two spaces, the reason) matches it.
"""
import re
import sys
from pathlib import Path

LINE = re.compile(
    r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ '
    r'(?P<level>[A-Z]+) (?P<db>\S+) (?P<logger>\S+): (?P<text>.*)'
)
COUNT = re.compile(r'(\d+) failed, (\d+) error\(s\) of (\d+) tests')
HEAD = re.compile(r'^(FAIL|ERROR): ')
SKIPPED = re.compile(r'^skipped ', re.I)
BAD_LEVELS = {'WARNING', 'ERROR', 'CRITICAL'}


def read_allowed(file):
    lines = Path(file).read_text(encoding='utf-8').splitlines()
    return [re.compile(line.split('  ')[0]) for line in lines if line.strip() and not line.startswith('#')]


def entries(log):
    """Yield (match or None, lines) of each log entry: its first line and those that continue it."""
    match, lines = None, []
    for line in Path(log).read_text(encoding='utf-8', errors='replace').splitlines():
        found = LINE.match(line)
        if found:
            if lines:
                yield match, lines
            match, lines = found, [line]
        else:
            lines.append(line)
    if lines:
        yield match, lines


class Verdict:
    def __init__(self, allowed):
        self.allowed = allowed
        self.tests = self.failed = self.skipped = 0
        self.failures, self.complaints, self.crash = [], [], []

    def read(self, match, lines):
        if match is None:
            self.crash = lines
            return
        text = match['text']
        count = COUNT.search(text)
        if match['logger'] == 'odoo.tests.result' and count:
            self.failed += int(count[1]) + int(count[2])
            self.tests += int(count[3])
        elif HEAD.match(text):
            self.failures.append(lines)
        elif SKIPPED.match(text):
            self.skipped += 1
        elif match['level'] in BAD_LEVELS and not self._is_allowed(lines):
            self.complaints.append(lines)

    def _is_allowed(self, lines):
        entry = '\n'.join(lines)
        return any(pattern.search(entry) for pattern in self.allowed)

    def report(self, exit_code):
        for lines in self.failures:
            print('\n'.join(lines), end='\n\n')
        for lines in self.complaints:
            print('not expected in the log:', '\n'.join(lines[:40]), sep='\n', end='\n\n')
        failed = max(self.failed, len(self.failures)) + len(self.complaints)
        if exit_code and not failed:
            print(f'Odoo ended with code {exit_code}', *self.crash[-15:], sep='\n')
            failed = 1
        if not self.tests and not failed:
            print('no test was run')
            failed = 1
        print(f"{max(self.tests - self.failed, 0)} passed, {failed} failed, {self.skipped} skipped")
        return 1 if failed else 0


def main(log, allowed, exit_code):
    verdict = Verdict(read_allowed(allowed))
    for match, lines in entries(log):
        verdict.read(match, lines)
    return verdict.report(int(exit_code))


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
