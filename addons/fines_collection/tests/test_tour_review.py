from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common import TODAY, FinesCollectionCommon


@tagged("post_install", "-at_install")
class TestTourReview(FinesCollectionCommon, HttpCase):
    """The guides on notices and appeals, in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 15:00:00", tick=True))
        cls.supervisor = cls._user("supervisor", "t-supervisor")
        cls.supervisor.password = "t-supervisor"

    def _path(self, fine):
        return f"/odoo/action-fines_base.fines_fine_action/{fine.id}"

    def test_ux_58_an_appeal_is_partly_upheld_and_the_amount_follows(self):
        fine = self._fine(1, "notified")
        before = fine.explanation_html
        self.env["ir.attachment"].create({
            "name": "escrito.pdf", "type": "binary", "url": "/escrito.pdf", "public": True, "raw": b"%PDF-1.4"})
        self.start_tour(self._path(fine), "apelaciones", login="t-supervisor")
        self.env.invalidate_all()
        case = fine.revenue_review_ids
        self.assertRecordValues(case, [{
            "state": "decided", "result": "partly", "amount_before": 100, "amount_new": 50,
            "decided_by": self.supervisor.id}])
        self.assertEqual((fine.amount_total, fine.amount_today, fine.obligation_id.balance), (50, 50, 50))
        self.assertNotEqual(fine.explanation_html, before)
        self.assertEqual(self.env["ir.attachment"].search([
            ("res_model", "=", case._name), ("res_id", "=", case.id)]).mapped("name"), ["escrito.pdf"])
        self._assert_books_agree()

    def test_ux_58_a_returned_notice_is_read_by_its_number_and_served_at_last(self):
        fine = self.env["fines.fine"].create(self._fine_values(1))
        fine._set_registered()
        self.start_tour(self._path(fine), "notificaciones", login="t-supervisor")
        self.env.invalidate_all()
        notice = fine.revenue_notice_ids
        self.assertEqual(notice.attempt_ids.mapped("result"), ["returned", "served"])
        self.assertEqual((notice.state, fine.state, str(fine.notified_on)), ("served", "notified", TODAY))
