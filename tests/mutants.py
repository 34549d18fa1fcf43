"""Break the code one line at a time: the test that guards the line must fail.

tests/mutants.csv holds one mutant a line: test, file, old, new, why. A test is named as pytest would:
`tests/rules/test_money.py::test_x` or `addons/fines_base/tests/test_fine.py::TestFine::test_x`.
Old text must occur exactly once in the file. `./test mutants` calls this; changes are made in copies only.

    mutants.py list [SELECTOR]   number, kind (pytest, e2e, addon) and test of each; SELECTOR: number or part of a name
    mutants.py apply N TREE      make the change of mutant N in a copy of the repository
    mutants.py target N          what ./test calls the test: addon:Class.test
    mutants.py judge N LOG       say whether the log of an Odoo run shows that the test failed
    mutants.py pytest N...       run mutants whose test needs no Odoo
    mutants.py e2e N             run one whose test starts servers: prints what became of it
"""
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ('addons', 'tests', 'deploy', 'run', 'test', 'odoo.conf', 'pyproject.toml', 'requirements.txt',
          'requirements-test.txt')
KILLED, SURVIVED, BROKEN, SKIPPED = 'killed', 'SURVIVED', 'BROKEN', 'SKIPPED'


def read_mutants():
    with (ROOT / 'tests' / 'mutants.csv').open(encoding='utf-8', newline='') as stream:
        return dict(enumerate(csv.DictReader(stream), 1))


def kind(mutant):
    return {'addons': 'addon', 'tests/e2e': 'e2e'}.get(
        next((start for start in ('addons', 'tests/e2e') if mutant['test'].startswith(start + '/')), ''), 'pytest')


def chosen(mutants, selector=None):
    if not selector or selector == 'all':
        return mutants
    return {
        number: mutant for number, mutant in mutants.items()
        if selector == str(number) or (not selector.isdigit() and selector in mutant['test'])
    }


def apply(mutant, tree):
    """Make the one change in a copy of the repository."""
    file = Path(tree, mutant['file'])
    text = file.read_text(encoding='utf-8')
    if text.count(mutant['old']) != 1:
        sys.exit(f"{mutant['file']} holds the old text {text.count(mutant['old'])} times, not once: {mutant['old']}")
    file.write_text(text.replace(mutant['old'], mutant['new']), encoding='utf-8')


def target(mutant):
    """Return addon:Class.test of a test within an addon."""
    file, *names = mutant['test'].split('::')
    return f"{Path(file).parts[1]}:{'.'.join(names)}"


@contextmanager
def copied_tree():
    """A throw-away copy of what tests read."""
    with tempfile.TemporaryDirectory(prefix='mutants-') as folder:
        tree = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns('__pycache__', '.hypothesis'))
            elif source.exists():
                shutil.copy2(source, tree / name)
        yield tree


def run_pytest(mutant, tree):
    """Return what became of the mutant; `tree` is as it was afterwards."""
    apply(mutant, tree)
    command = [sys.executable, '-m', 'pytest', '-q', '-x', '-p', 'no:cacheprovider', mutant['test']]
    local = os.environ.get('PUBLIC_REVENUE_LOCAL', str(ROOT / '.local'))   # what is built serves the copy too
    environment = {**os.environ, 'PYTHONDONTWRITEBYTECODE': '1', 'PUBLIC_REVENUE_LOCAL': local}
    if mutant['file'].endswith('.py'):
        environment['E2E_CODE_OF'] = str(ROOT)   # Python alone changed: databases of the original fit
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    shutil.copy2(ROOT / mutant['file'], tree / mutant['file'])
    # 0: all passed; 1: a test failed; anything else: it could not even run, which proves nothing.
    verdict = {0: SURVIVED, 1: KILLED}.get(done.returncode, BROKEN)
    return verdict, done.stdout[-1500:]


def run_all_pytest(mutants):
    """Run the mutants on both cores, each worker in a copy of its own."""
    def work(items):
        with copied_tree() as tree:
            return [report(number, mutant, *run_pytest(mutant, tree)) for number, mutant in items]

    items = list(mutants.items())
    with ThreadPoolExecutor(2) as pool:
        killed = [one for part in pool.map(work, [items[::2], items[1::2]]) for one in part]
    print(f"{sum(killed)} passed, {len(killed) - sum(killed)} failed")
    return 0 if all(killed) else 1


def report(number, mutant, verdict, details=''):
    print(f"{verdict:9} {number:4} {mutant['test'].split('::')[-1]}", flush=True)
    if verdict != KILLED:
        print(f"          {mutant['file']}: {mutant['old']!r} -> {mutant['new']!r}: {mutant['why']}")
    if verdict == BROKEN:
        print(details)
    return verdict == KILLED


def judge(mutant, log):
    """Return the verdict on an Odoo run: only a failure of the named test counts.

    A test that was skipped (a browser that did not start on a busy machine) proves nothing: the run is to be repeated.
    """
    text = Path(log).read_text(encoding='utf-8', errors='replace')
    names = mutant['test'].split('::')[1:]
    failed = re.search(rf"(FAIL|ERROR): (Subtest )?{re.escape('.'.join(names))}\b", text)
    ran = re.search(r'(\d+) failed, (\d+) error\(s\) of (\d+) tests', text)
    if failed:
        return KILLED
    if re.search(r'^\S+ \S+ \d+ INFO \S+ \S+: skipped ', text, re.M):
        return SKIPPED
    return SURVIVED if ran and int(ran[3]) and ran[1] == ran[2] == '0' else BROKEN


def main(command, *arguments):
    mutants = read_mutants()
    if command == 'list':
        for number, mutant in chosen(mutants, *arguments).items():
            print(number, kind(mutant), mutant['test'], 'python' if mutant['file'].endswith('.py') else 'data')
    elif command == 'apply':
        apply(mutants[int(arguments[0])], arguments[1])
    elif command == 'target':
        print(target(mutants[int(arguments[0])]))
    elif command == 'judge':
        print(judge(mutants[int(arguments[0])], arguments[1]))
    elif command == 'e2e':
        with copied_tree() as tree:
            verdict, details = run_pytest(mutants[int(arguments[0])], tree)
        print(details, file=sys.stderr)
        print(verdict)
    elif command == 'report':
        report(int(arguments[0]), mutants[int(arguments[0])], arguments[1])
    elif command == 'pytest':
        return run_all_pytest({int(number): mutants[int(number)] for number in arguments})
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
