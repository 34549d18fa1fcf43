"""A backup that was restored under another name is as good as the original."""
import subprocess

import pytest
from harness import books

DESKS = 2


@pytest.fixture(scope="module")
def worked(kernel, province):
    """Books with something of everything: paid, overpaid, reversed, waiting, closed and posted."""
    with kernel.env() as env:
        debts = province.issue(env, 4, age=40) + province.issue(env, 4, age=10)
        first = province.collect(env, province.desks[0], debts[:3], 13000, "b1")
        province.collect(env, province.desks[1], debts[4:6], 4000, "b2")
        province.collect(env, province.desks[1], [], 500, "b3", keys=[("slip", "", "not yet keyed")])
        first._reverse("bounced cheque", first.paid_on, "A-1")
        env["revenue.posting"].search([]).action_post()
        province.collect(env, province.desks[0], debts[6:], 4000, "b4")


@pytest.fixture
def restored(ground, kernel, database, worked, tmp_path):
    """A copy of the database that went through a file."""
    name, file = ground.empty("restored"), str(tmp_path / "backup")
    ground.program("pg_dump", "-Fc", "-f", file, database)
    try:
        ground.program("pg_restore", "--exit-on-error", "-d", name, file)
        yield name
    except subprocess.CalledProcessError as error:
        raise AssertionError(error.stderr.decode()) from error
    finally:
        ground.drop(name)


def test_inv_22_a_restored_backup_passes_every_check_and_holds_the_same_money(ground, database, restored):
    passed, answer = ground.check(restored)
    assert passed, answer
    figures = []
    for name in (database, restored):
        connection = ground.connect(name)
        with connection.cursor() as cr:
            assert not books.find_wrong(cr)
            cr.execute("""SELECT (SELECT sum(amount) FROM revenue_entry), (SELECT sum(balance) FROM revenue_credit),
                                 (SELECT array_agg(digest ORDER BY id) FROM revenue_entry),
                                 (SELECT array_agg(digest ORDER BY id) FROM revenue_receipt),
                                 (SELECT array_agg(digest ORDER BY id) FROM revenue_posting),
                                 (SELECT sum(balance) FROM account_move_line WHERE balance > 0)""")
            figures.append(cr.fetchone())
        connection.close()
    assert figures[0] == figures[1]


def test_a_restored_backup_refuses_changes_as_the_original_does(ground, restored):
    connection = ground.connect(restored)
    with connection.cursor() as cr:
        for statement in (
                "UPDATE revenue_entry SET amount = 1", "DELETE FROM revenue_receipt", "TRUNCATE revenue_entry"):
            with pytest.raises(Exception, match="append-only"):
                cr.execute(statement)
    connection.close()
