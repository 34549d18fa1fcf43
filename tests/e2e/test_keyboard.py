"""Ten slips keyed in a real browser while the server dies once: what was saved stands, the row keyed is repeated."""
from contextlib import contextmanager

import pytest
from harness.browser import Browser
from harness.client import Client
from harness.server import Server


@pytest.fixture(scope="module")
def slips(kernel):
    """The slips; importable only once Odoo is set up."""
    from odoo.addons.fines_base.tests import keyboard, ten_slips
    ten_slips.keyboard = keyboard
    return ten_slips


@pytest.fixture(scope="module")
def batch(kernel, slips):
    with kernel.env() as env:
        return slips.make_ground(env).id


@contextmanager
def sit_down(server, slips, login, batch):
    """A keyboard before a browser with the batch open."""
    client = Client(server.port).login(server.database, login, login)
    browser = Browser()
    try:
        browser.set_cookie("session_id", client.session, server.port)
        keys = slips.keyboard.Keyboard(browser.send)
        browser.open(f"http://127.0.0.1:{server.port}/odoo/action-fines_base.fines_batch_action/{batch}")
        keys.wait("document.querySelector('button[name=action_capture]')")
        yield keys
    finally:
        browser.close()


def count_rows(kernel, batch):
    with kernel.env() as env:
        record = env["fines.batch"].browse(batch)
        return len(record.fine_ids) + len(record.aside_ids)


def test_ux_41_nine_slips_stand_when_the_server_is_killed_and_the_tenth_is_repeated(
        ground, database, kernel, slips, batch):
    server = Server(ground, database, workers=2)
    try:
        with sit_down(server, slips, slips.CLERK, batch) as keys:
            keys.press("k", slips.keyboard.ALT)
            slips.wait_for_rows(keys, 0)
            *first, last = slips.get_slips().values()
            counts = []
            for done, words in enumerate(first, start=1):
                counts.append(slips.key(keys, words))
                slips.wait_for_rows(keys, done)
            counts.append(slips.key(keys, last[:-1]))
            keys.wait("document.activeElement.closest('td[name=person_licence]')", "the last field of the slip")
            server.kill()
            keys.type(last[-1])
            keys.wait_text("The server does not answer: this row is not saved.")
            assert count_rows(kernel, batch) == 9
            server.start_again()
            counts[-1] += slips.key(keys, ["Enter"])
            slips.wait_for_rows(keys, 10)
            slips.check_keys(counts)
        assert count_rows(kernel, batch) == 10
        close_batch(server, slips, batch)
        with kernel.env() as env:
            record = env["fines.batch"].browse(batch)
            assert (record.state, record.closed_count, record.closed_amount) == ("closed", 10, slips.SUM)
    finally:
        server.stop()


def close_batch(server, slips, batch):
    """The second person keys what has to be keyed twice and closes the batch."""
    with sit_down(server, slips, slips.SECOND, batch) as keys:
        keys.press("y", slips.keyboard.ALT)
        slips.key_second(keys)
        slips.wait_until_keyed(keys)
        keys.look("history.back()")
        keys.wait("document.querySelector('button[name=action_close]')")
        keys.press("q", slips.keyboard.ALT)
        keys.wait("!document.querySelector('button[name=action_close]')", "a closed batch")
