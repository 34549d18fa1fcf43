from contextlib import ExitStack, contextmanager
from urllib.parse import urljoin

from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser

from . import ten_slips
from .keyboard import ALT, CONTROL, Keyboard


@tagged("post_install", "-at_install")
class TestKeyboard(HttpCase):
    """The clerk's day in a real browser, by key events alone."""

    def setUp(self):
        super().setUp()
        self.batch = ten_slips.make_ground(self.env)

    @contextmanager
    def _sit_down(self, login):
        """A keyboard of one's own before a browser with the batch open; errors of the page fail the test."""
        browser = ChromeBrowser(self)
        with ExitStack() as stack:
            stack.callback(browser.stop)
            stack.enter_context(self.allow_requests(browser=browser))
            stack.callback(self._wait_remaining_requests)
            self.authenticate(login, login, browser=browser)
            self.cr.flush()
            self.cr.clear()
            keyboard = Keyboard(lambda method, params: browser._websocket_request(method, params=params))
            self._open_batch(browser, keyboard)
            yield browser, keyboard
            self.assertFalse(browser.had_failure)
        self.env.invalidate_all()

    def _open_batch(self, browser, keyboard):
        path = f"/odoo/action-fines_base.fines_batch_action/{self.batch.id}"
        browser.navigate_to(urljoin(self.base_url(), path))
        keyboard.wait("document.querySelector('button[name=action_capture]')")

    def test_ux_41_ten_unlike_slips_are_keyed_with_the_keyboard_alone(self):
        with self._sit_down(ten_slips.CLERK) as (__, keyboard):
            keyboard.press("k", ALT)
            ten_slips.wait_for_rows(keyboard, 0)
            counts = []
            for done, words in enumerate(ten_slips.get_slips().values(), start=1):
                counts.append(ten_slips.key(keyboard, words))
                ten_slips.wait_for_rows(keyboard, done)
            ten_slips.check_keys(counts)
            keyboard.press("Enter", CONTROL)
            keyboard.wait("document.querySelector('button[name=action_capture]')")
        self._check_rows()
        with self._sit_down(ten_slips.SECOND) as (browser, keyboard):
            keyboard.press("y", ALT)
            ten_slips.key_second(keyboard)
            ten_slips.wait_until_keyed(keyboard)
            self._open_batch(browser, keyboard)
            keyboard.press("q", ALT)
            keyboard.wait("!document.querySelector('button[name=action_close]')", "a closed batch")
        self.assertRecordValues(self.batch, [{"state": "closed", "closed_count": 10, "closed_amount": ten_slips.SUM}])
        drafts = self.batch.fine_ids.filtered(lambda fine: fine.state == "draft")
        self.assertEqual(drafts.mapped("amount_illegible"), [True])

    def _check_rows(self):
        rows = self.batch.fine_ids.sorted("id")
        self.assertEqual(rows.mapped("number"), ["101", "102", "103", "104", "105", "106", "107", "108", "109"])
        self.assertEqual(rows.mapped("amount_total"), [100, 100, 100, 100, 100, 100, 100, 160, 0])
        self.assertEqual((rows[1].person_name, rows[1].guardian_name), ("Leo Vega", "Ada Vega"))
        self.assertEqual(rows[1].partner_id.name, "Ada Vega", "the guardian is the debtor")
        self.assertEqual(rows[2].offender_kind, "company")
        self.assertEqual(rows[3].person_identity_type_id.code, "TEN-PASS")
        self.assertEqual((rows[4].plate, rows[4].person_licence), ("P123456", "L9988"))
        self.assertEqual(rows[6].partner_id.name, "Juan Pérez")
        self.assertEqual((len(rows[7].line_ids), rows[7].amount_reason), (2, "Reincide"))
        self.assertTrue(rows[8].amount_illegible)
        self.assertEqual((self.batch.aside_ids.number, self.batch.aside_ids.amount), ("120", 100))
