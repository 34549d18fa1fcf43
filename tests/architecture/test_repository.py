"""The repository as a whole: nothing of this machine in it, outside services off, translations and mutants kept."""
import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

from house import ROOT, Source, addon_folders, assert_none, csv_rows, functions, python_sources, tracked_files

sys.path.insert(0, str(ROOT / 'deploy'))
import modules as manifest_reader  # noqa: E402  # deploy/modules.py

MUTANTS = ROOT / 'tests' / 'mutants.csv'
NAMED_TESTS = re.compile(r'test_(inv|sec|ux)_\d')

# Written in two parts, so that this file does not find itself.
REGISTRY_HOSTS = [
    'pypi' + '.org', 'pythonhosted' + '.org', 'deb.' + 'debian.org', 'security.' + 'debian.org',
    'snapshot.' + 'debian.org', 'ftp.' + 'debian.org', 'npmjs' + '.org', 'npmjs' + '.com', 'nightly.' + 'odoo.com',
]
MACHINE_PATHS = re.compile(r'(?<![\w.$}/-])/(work|root|home/\w+)/(?!\.\.)')


def foreign_hosts() -> list[str]:
    """Return the hosts that this machine's own tools are set up with."""
    settings = [value for name, value in os.environ.items() if name.endswith(('INDEX_URL', 'REGISTRY', 'PROXY'))]
    for command in (['apt-get', 'indextargets', '--format', '$(REPO_URI)'],
                    [sys.executable, '-m', 'pip', 'config', 'list']):
        try:
            settings.append(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
        except FileNotFoundError:
            continue
    hosts = set(re.findall(r'://(?:[^/@\s]*@)?([\w.-]+\.\w+)', '\n'.join(settings)))
    return sorted(hosts - {'127.0.0.1', 'localhost'})


def machine_traces(source: Source, hosts: list[str]) -> list[str]:
    """Return lines that name a package registry or a place of one machine."""
    found = []
    for number, line in enumerate(source.lines, 1):
        found += [source.at(number, "names a package registry") for host in hosts if host in line]
        if MACHINE_PATHS.search(line):
            found.append(source.at(number, "an absolute path of one machine"))
    return found


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding='utf-8')
    except UnicodeDecodeError:   # a picture or an archive
        return ''


def test_nothing_of_this_machine_is_tracked():
    hosts = REGISTRY_HOSTS + foreign_hosts()
    assert_none('machine', [
        finding for file in tracked_files()
        for finding in machine_traces(Source(str(file.relative_to(ROOT)), text_of(file)), hosts)
    ])


def test_services_on_the_internet_stay_out():
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / 'odoo.conf')
    assert settings['options']['skip_auto_install'] == 'True'
    assert settings['options']['publisher_warranty_url'] == ''
    assert settings['options']['list_db'] == 'False'
    blocked = manifest_reader.read_blocked(ROOT / 'deploy' / 'blocked.txt')
    assert {'iap', 'partner_autocomplete', 'snailmail', 'sms', 'web_unsplash'} <= blocked
    for folder in addon_folders():
        assert blocked.isdisjoint(manifest_reader.read_manifest(folder / '__manifest__.py')['depends']), folder.name


def test_what_installs_itself_is_chosen_without_the_blocked():
    manifests = {
        'base': ('', {'depends': []}), 'mail': ('', {'depends': ['base']}),
        'sms': ('', {'depends': ['mail'], 'auto_install': True}),
        'sms_more': ('', {'depends': ['mail', 'sms'], 'auto_install': ['mail']}),
        'mail_tools': ('', {'depends': ['mail'], 'auto_install': True}),
        'l10n_xx': ('', {'depends': ['mail'], 'auto_install': True, 'countries': ['xx']}),
    }
    assert manifest_reader.full_closure(['mail'], manifests, {'sms'}) == ['base', 'mail', 'mail_tools']
    assert 'sms' in manifest_reader.full_closure(['mail'], manifests, set())


def po_entries(file: Path):
    import polib
    return [entry for entry in polib.pofile(str(file)) if not entry.obsolete]


PLACEHOLDER = re.compile(r'%\(\w+\)[sdf]|%[sdf]|\{\w*\}')


def bad_translations(path: str, entries, wanted: set[str]) -> list[str]:
    """Return terms that are missing, untranslated, uncertain, or lose a placeholder."""
    found = []
    for entry in entries:
        text = entry.msgid[:50]
        if not entry.msgstr:
            found.append(f"{path}:{entry.linenum}: not translated: {text}")
        elif entry.fuzzy:
            found.append(f"{path}:{entry.linenum}: uncertain (fuzzy): {text}")
        elif sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr)):
            found.append(f"{path}:{entry.linenum}: placeholders differ: {text}")
    return found + [f"{path}:1: term is missing: {term[:50]}"
                    for term in sorted(wanted - {entry.msgid for entry in entries})]


def test_spanish_is_complete():
    findings = []
    for folder in addon_folders():
        template, spanish = folder / 'i18n' / f'{folder.name}.pot', folder / 'i18n' / 'es.po'
        for file in (template, spanish):
            if not file.is_file():
                findings.append(f"addons/{folder.name}/i18n/{file.name}:1: missing; ./run terms makes it")
        if template.is_file() and spanish.is_file():
            wanted = {entry.msgid for entry in po_entries(template)}
            findings += bad_translations(f"addons/{folder.name}/i18n/es.po", po_entries(spanish), wanted)
    assert_none('spanish', findings)


def named_tests() -> dict[str, str]:
    """Return {test name: file} of all tests that are named after a promise of the project."""
    sources = python_sources(tests=True) + [
        Source(str(file.relative_to(ROOT)), file.read_text(encoding='utf-8'))
        for file in sorted((ROOT / 'tests').rglob('test_*.py')) if 'architecture' not in file.parts
    ]
    return {
        function.name: source.path for source in sources for function in functions(source.tree)
        if NAMED_TESTS.match(function.name)
    }


def mutant_problems(rows: list[dict[str, str]], tests: dict[str, str], root: Path = ROOT) -> list[str]:
    """Return tests without a mutant, and mutants that cannot be applied."""
    listed = {re.split(r'::|\.', row['test'])[-1] for row in rows}
    found = [f"{path}:1: {name} has no line in tests/mutants.csv" for name, path in tests.items() if name not in listed]
    for number, row in enumerate(rows, 2):
        place = f"tests/mutants.csv:{number}:"
        file = root / row['file']
        if not row['why']:
            found.append(f"{place} says no why")
        if not file.is_file():
            found.append(f"{place} {row['file']} does not exist")
        elif text_of(file).count(row['old']) != 1:
            found.append(f"{place} {row['file']} holds the old text {text_of(file).count(row['old'])} times, not once")
        elif row['old'] == row['new']:
            found.append(f"{place} changes nothing")
        if not (root / row['test'].split('::')[0]).is_file():
            found.append(f"{place} no such test file: {row['test']}")
    return found


def test_every_promise_has_a_mutant():
    assert_none('mutants', mutant_problems(csv_rows(MUTANTS), named_tests()))


def test_checkers_see_traces_missing_terms_and_mutants(tmp_path):
    import polib
    assert machine_traces(Source('a', 'pip install from https://' + 'pypi' + '.org'), REGISTRY_HOSTS)
    assert machine_traces(Source('a', 'cd /' + 'work/main'), [])
    assert not machine_traces(Source('a', 'cd "$ROOT/work/main"; ls ../work/; a/work/b'), [])
    entry = polib.POEntry(msgid='Pay %(amount)s', msgstr='Pague %(amount)s')
    assert not bad_translations('x', [entry], {entry.msgid})
    assert bad_translations('x', [entry], {entry.msgid, 'other'})
    for changes in ({'msgstr': ''}, {'msgstr': 'Pague'}, {'flags': ['fuzzy']}):
        bad = polib.POEntry(**{'msgid': entry.msgid, 'msgstr': entry.msgstr, **changes})
        assert bad_translations('x', [bad], set()), changes
    (tmp_path / 'a.py').write_text('x = 1\n')
    row = {'test': 'a.py::test_inv_01_x', 'file': 'a.py', 'old': 'x = 1', 'new': 'x = 2', 'why': 'because'}
    assert not mutant_problems([row], {'test_inv_01_x': 'a.py'}, tmp_path)
    assert mutant_problems([row], {'test_inv_02_y': 'a.py'}, tmp_path)
    for change in ({'old': 'y'}, {'file': 'b.py'}, {'why': ''}, {'new': 'x = 1'}, {'test': 'b.py::t'}):
        assert mutant_problems([{**row, **change}], {}, tmp_path), change
