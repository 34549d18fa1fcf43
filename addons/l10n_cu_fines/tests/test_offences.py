from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.fines_base.tests.common import FinesCommon


@tagged("post_install", "-at_install", "post_install_l10n")
@freeze_time("2026-03-10 15:00:00")
class TestOffences(FinesCommon):

    def _offence(self, name):
        return self.env.ref(f"l10n_cu_fines.{name}")

    def test_amounts_are_those_of_the_source(self):
        # domain_cuba.md 1.3 and 1.7
        for name, day, amounts in (
            ("offence_31_2000", date(2021, 6, 1), (2000, 2000)), ("offence_31_3000", date(2021, 6, 1), (3000, 3000)),
            ("offence_30", date(2026, 1, 1), (0, 15000)), ("offence_193", date(2026, 1, 1), (0, 500)),
        ):
            self.assertEqual(self._offence(name)._get_amounts(day), amounts, name)

    def test_the_value_of_a_cuota_is_not_guessed(self):
        offence = self._offence("offence_91_light_person")
        self.assertIsNone(offence._get_amounts(date(2026, 1, 1)))
        self.env["revenue.index.value"].create({
            "index_id": offence.index_id.id, "date": "2024-01-01", "value": 800, "source": "test"})
        # reported fines of 16,000 and 32,000 CUP = 20 and 40 cuotas
        self.assertEqual(offence._get_amounts(date(2026, 1, 1)), (16000, 32000))

    def test_each_offence_has_a_family_of_policies(self):
        rows = self.env["ir.model.data"].search([("module", "=", "l10n_cu_fines"), ("model", "=", "fines.offence")])
        for offence in self.env["fines.offence"].browse(rows.mapped("res_id")):
            self.assertTrue(offence.family_id.policy_ids, offence.code)

    def test_a_fine_after_the_end_of_its_decree_is_refused(self):
        lines = [Command.create({"offence_id": self._offence("offence_31_2000").id})]
        fine = self._fine(1, infraction_date="2022-05-31", line_ids=lines)
        self.assertEqual(fine.amount_total, 2000)
        with self.assertRaisesRegex(ValidationError, "D-31-2021"):
            self._fine(2, infraction_date="2022-06-01", line_ids=lines)
