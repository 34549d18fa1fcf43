from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTourAudit(OfficeCommon, HttpCase):
    """The guide docs/es/auditoria.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        cls.auditor.password = cls.auditor.login

    def test_ux_58_an_auditor_goes_from_the_control_report_to_the_papers_of_a_sample(self):
        for number in range(3):
            self.collect(self.issue(f"B1-{number}"))
        self.start_tour("/odoo/action-public_revenue_office.revenue_audit_sample_action", "auditoria",
                        login=self.auditor.login)
        sample = self.env["revenue.audit.sample"].search([])
        self.assertRecordValues(sample, [{
            "seed": "lottery of 12 March", "population_count": 3, "drawn_by_id": self.auditor.id,
            "note": "Every receipt agrees with its papers"}])
        self.assertEqual(len(sample.line_ids), 2)
