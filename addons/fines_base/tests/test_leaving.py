from odoo.tests import HttpCase, tagged

from .common import FinesCommon


@tagged("post_install", "-at_install")
class TestLeaving(FinesCommon, HttpCase):
    """Who leaves the service is out at the next request, whatever browser was open."""

    def _ask(self):
        return self.make_jsonrpc_request("/web/dataset/call_kw", {
            "model": "fines.fine", "method": "search_read", "args": [[["number", "=", "4711"]], ["number"]],
            "kwargs": {}})

    def test_sec_42_an_inspector_who_leaves_is_out_of_the_open_session_at_the_next_request(self):
        user = self._user("inspector")
        user.fines_agency_ids = False
        self.inspector.user_id = user
        self._fine(4711, "notified")
        self.authenticate(user.login, user.login)
        self.assertEqual(len(self._ask()), 1)
        self.inspector.action_archive()
        self.env.flush_all()
        with self.assertRaisesRegex(Exception, "Session"):
            self._ask()
        self.authenticate(user.login, user.login)
        self.assertEqual(self._ask(), [])
