"""An arrow means "depends on": the table of the design, addon by addon."""
from house import TEST_ADDONS, addon_folders, assert_none, manifest

TABLE = {
    'public_revenue': {'mail'},
    'public_revenue_collection': {'public_revenue', 'account'},
    'public_revenue_office': {'public_revenue_collection'},
    'public_revenue_recovery': {'public_revenue_collection'},
    'public_revenue_payment': {'public_revenue_collection', 'account_payment'},
    'public_revenue_gateway': {'public_revenue_payment'},
    'public_revenue_portal': {
        'public_revenue_office', 'public_revenue_recovery', 'public_revenue_payment', 'website',
    },
    'fines_base': {'public_revenue', 'barcodes'},
    'fines_collection': {'fines_base', 'public_revenue_office', 'public_revenue_recovery'},
    'fines_payment_gateway': {'fines_collection', 'public_revenue_gateway'},
    'fines_portal': {'fines_collection', 'public_revenue_portal'},
    'fines_api': {'fines_base'},
    'fines_inspector': {'fines_base'},
    'municipal_tax': {'public_revenue_office', 'public_revenue_recovery'},
    'municipal_tax_portal': {'municipal_tax', 'public_revenue_portal'},
    'payment_transfermovil': {'payment'},
    'payment_enzona': {'payment'},
    'l10n_cu_public_revenue': {'public_revenue'},
    'l10n_cu_fines': {'fines_base'},
    'l10n_cl_municipal_tax': {'municipal_tax'},
    'l10n_pa_municipal_tax': {'municipal_tax'},
}


def compare(name, depends, table=TABLE):
    """Say how the dependencies of an addon differ from the table."""
    if name not in table:
        return [f"{name}: not in the table of tests/architecture/test_dependencies.py"]
    more, fewer = set(depends) - table[name], table[name] - set(depends)
    twice = {one for one in depends if depends.count(one) > 1}
    return (
        [f"{name}: depends on {one}, which the table does not allow" for one in sorted(more)]
        + [f"{name}: does not depend on {one}, as the table says" for one in sorted(fewer)]
        + [f"{name}: names {one} twice" for one in sorted(twice)]
    )


def find_circle(table, name, path=()):
    if name in path:
        return [*path[path.index(name):], name]
    circles = (find_circle(table, one, (*path, name)) for one in table.get(name, ()))
    return next((circle for circle in circles if circle), [])


def test_direct_dependencies_equal_the_table():
    assert_none('dependencies', [
        finding for folder in addon_folders() for finding in compare(folder.name, manifest(folder)['depends'])
    ])


def test_nothing_depends_on_a_test_only_addon():
    test_only = {folder.name for folder in addon_folders(TEST_ADDONS)} if TEST_ADDONS.is_dir() else set()
    assert_none('test-only', [
        f"{folder.name}: depends on the test-only {one}"
        for folder in addon_folders() for one in manifest(folder)['depends'] if one in test_only
    ])


def test_the_table_has_no_circle():
    assert not [circle for name in TABLE if (circle := find_circle(TABLE, name))]


def test_checker_sees_wrong_dependencies():
    assert compare('fines_base', ['public_revenue', 'barcodes']) == []
    assert compare('fines_base', ['public_revenue', 'barcodes', 'account'])
    assert compare('fines_base', [])
    assert compare('fines_base', ['public_revenue', 'barcodes', 'barcodes'])
    assert compare('unheard_of', ['base'])
    assert find_circle({'a': {'b'}, 'b': {'a'}}, 'a') == ['a', 'b', 'a']
