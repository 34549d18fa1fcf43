"""Answer questions about modules from their manifests alone, before any database exists.

Odoo decides while it installs which other modules install themselves (`auto_install`). Some of
those call services on the internet (blocked.txt). The same decision is taken here, without them,
so that the whole list can be given to Odoo together with `--skip-auto-install`.

    modules.py closure --path DIR[,DIR] --blocked FILE NAME...     what Odoo would install, in order
    modules.py ours    --path DIR                                  the installable modules of DIR
    modules.py checksums --path DIR[,DIR] NAME...                  a checksum of the files of each
"""
import argparse
import ast
import hashlib
import os
import sys

MANIFEST = '__manifest__.py'
# What no database holds: it is read from the files whenever it is needed.
NOT_IN_DATABASE = {'tests', 'static', '__pycache__', 'README.md', 'README.rst'}


def read_manifests(paths):
    """Return {module name: (folder, manifest)}; the first path that has a module wins, as in Odoo."""
    found = {}
    for path in paths:
        for name in sorted(os.listdir(path)):
            file = os.path.join(path, name, MANIFEST)
            if name not in found and os.path.isfile(file):
                found[name] = (os.path.join(path, name), read_manifest(file))
    return found


def read_manifest(file):
    with open(file, encoding='utf-8') as stream:
        try:
            manifest = ast.literal_eval(stream.read())
        except (SyntaxError, ValueError) as error:
            sys.exit(f"{file}: this manifest cannot be read: {error}")
    name = os.path.basename(os.path.dirname(file))
    manifest.setdefault('depends', [] if name == 'base' else ['base'])
    return manifest


def close_over(names, manifests):
    """Return `names` and everything they depend on, each after what it needs."""
    order, visiting = [], []

    def visit(name, wanted_by):
        if name in order:
            return
        if name not in manifests:
            sys.exit(f"unknown module: {name}" + (f" (needed by {wanted_by})" if wanted_by else ""))
        if name in visiting:
            sys.exit(f"modules depend on each other in a circle: {' > '.join([*visiting, name])}")
        if not manifests[name][1].get('installable', True):
            sys.exit(f"module {name} is marked as not installable")
        visiting.append(name)
        for dependency in manifests[name][1]['depends']:
            visit(dependency, name)
        visiting.pop()
        order.append(name)

    for name in names:
        visit(name, None)
    return order


def triggers(manifest):
    """Return the modules whose presence makes this one install itself (empty: it never does)."""
    auto = manifest.get('auto_install', False)
    if isinstance(auto, list | tuple | set):
        return set(auto)
    return set(manifest['depends']) if auto else set()


def installs_itself(manifest, present, blocked, manifests):
    """Country-specific modules are left out: they depend on the company's country, not on us."""
    wanted_by = triggers(manifest)
    return (
        manifest.get('installable', True)
        and not manifest.get('countries')
        and wanted_by
        and wanted_by <= present
        and not blocked & set(close_over(manifest['depends'], manifests))
    )


def full_closure(names, manifests, blocked):
    """Return `names`, what they need, and what installs itself beside them, except the blocked."""
    for name in names:
        if not blocked.isdisjoint(close_over([name], manifests)):
            sys.exit(f"module {name} calls services on the internet and is blocked (deploy/blocked.txt)")
    order = close_over(['base', *names], manifests)
    while True:
        present = set(order)
        more = [
            name for name, (_folder, manifest) in manifests.items()
            if name not in present and name not in blocked
            and installs_itself(manifest, present, blocked, manifests)
        ]
        if not more:
            return order
        order = close_over([*order, *more], manifests)


def read_blocked(file):
    with open(file, encoding='utf-8') as stream:
        return {line.split()[0] for line in stream if line.strip() and not line.startswith('#')}


def installable(path):
    if not os.path.isdir(path):
        return []
    return [name for name, (_folder, manifest) in read_manifests([path]).items() if manifest.get('installable', True)]


def checksum(folder):
    """Return a checksum of the files of a module that a database built from it depends on."""
    digest = hashlib.sha256()
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_IN_DATABASE)
        for name in sorted(set(files) - NOT_IN_DATABASE):
            if name.endswith(('.pot', '.pyc', '~', '.swp')):
                continue
            file = os.path.join(place, name)
            digest.update(os.path.relpath(file, folder).encode())
            with open(file, 'rb') as stream:
                digest.update(stream.read())
    return digest.hexdigest()[:16]


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('question', choices=['closure', 'ours', 'checksums'])
    parser.add_argument('--path', required=True)
    parser.add_argument('--blocked')
    parser.add_argument('names', nargs='*')
    options = parser.parse_intermixed_args(argv)
    paths = [path for path in options.path.split(',') if os.path.isdir(path)]
    if options.question == 'ours':
        print(*installable(options.path), sep='\n')
        return
    manifests = read_manifests(paths)
    if options.question == 'checksums':
        print(*(f"{name}={checksum(manifests[name][0])}" for name in options.names), sep='\n')
        return
    blocked = read_blocked(options.blocked) if options.blocked else set()
    print(*full_closure(options.names, manifests, blocked), sep='\n')


if __name__ == '__main__':
    main()
