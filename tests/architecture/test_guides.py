"""Guides and tours: each guide of docs/es is executed by tours of its name, step by step, and neither says more."""
import re
from pathlib import Path

from house import ADDONS, ROOT, Source, assert_none, read

GUIDES = ROOT / 'docs' / 'es'
STEP = re.compile(r'^(\d+)\. ')
SECTION = re.compile(r'^## (\d+)\. ')
TOUR = re.compile(r'\badd\(\s*"([^"]+)"')
TOUR_STEP = re.compile(r'\bstep\(\s*"(\d+(?:\.\d+)?) \S')


def guide_steps(guide: Source) -> list[str]:
    """Return the numbers of a guide's steps in their order, those of a numbered section as 2.3."""
    found, section = [], ''
    for line in guide.lines:
        if line.startswith('## '):
            heading = SECTION.match(line)
            section = f'{heading[1]}.' if heading else ''
        elif step := STEP.match(line):
            found.append(section + step[1])
    return found


def tour_steps(tours: Source) -> list[str]:
    """Return the numbers that a guide's tours name, in their order."""
    return TOUR_STEP.findall(tours.text)


def drifted(guide: Source, tours: Source | None, tests: str) -> list[str]:
    """Return where a guide and the tours of its name part.

    :param tests: text of all tests, one of which has to start each tour
    """
    name = Path(guide.path).stem
    if not tours:
        return [guide.at(1, f"has no {name}.js among the tours")]
    registered = TOUR.findall(tours.text)
    found = [tours.at(1, f"registers no tour {name!r}")] if name not in registered else []
    found += [tours.at(1, f"{tour!r} is not named as the guide or as {name}.2, {name}.3 …") for tour in registered
              if not re.fullmatch(rf'{name}(\.\d+)?', tour)]
    found += [tours.at(1, f"no test starts {tour!r}") for tour in registered if f'"{tour}"' not in tests]
    if not guide_steps(guide):
        found.append(guide.at(1, "has no numbered step"))
    if guide_steps(guide) != tour_steps(tours):
        found.append(tours.at(1, f"the guide has the steps {guide_steps(guide)}, its tours {tour_steps(tours)}"))
    return found


def test_each_guide_is_executed_step_by_step_by_tours_of_its_name():
    tours = {file.stem: read(file) for file in ADDONS.glob('*/static/tests/tours/*.js')}
    tests = '\n'.join(file.read_text(encoding='utf-8') for file in ADDONS.glob('*/tests/test_*.py'))
    guides = [read(file) for file in sorted(GUIDES.glob('*.md')) if file.name != 'README.md']
    assert len(guides) >= 5
    assert_none('guides', [
        finding for guide in guides for finding in drifted(guide, tours.get(Path(guide.path).stem), tests)])


def test_the_checker_sees_a_guide_and_its_tours_part():
    guide = Source('docs/es/cobro.md', "# Cobro\n\n## 1. Oficina\n\n1. Abra.\n2. Cobre.\n\n## Además\n\n1. Cierre.\n")
    good = 'tours.add("cobro", {steps: () => [...step("1.1 open", x), ...step("1.2 take", x), ...step("1 close", x)]});'
    path, tests = 'addons/a/static/tests/tours/cobro.js', 'start_tour("/odoo", "cobro")'
    assert not drifted(guide, Source(path, good), tests)
    assert drifted(guide, None, tests)
    assert drifted(guide, Source(path, good), 'start_tour("/odoo", "other")')
    assert drifted(guide, Source(path, good.replace('"1.2 take"', '"take"')), tests)
    assert drifted(guide, Source(path, good.replace('add("cobro"', 'add("cobro.2"')), tests)
    assert drifted(guide, Source(path, good + 'tours.add("otro", {steps: () => []});'), tests + '"otro"')
    assert drifted(Source('docs/es/cobro.md', "# Cobro\n"), Source(path, 'tours.add("cobro", {});'), tests)
