from odoo import fields
from odoo.tests import TransactionCase, tagged

MODULE = "l10n_cu_fines."
UNKNOWN = ("policy_ley_177", "policy_dl_315", "policy_dl_91", "policy_ley_109")
KNOWN = ("policy_dl_99", "policy_decreto_14", "policy_decreto_30", "policy_decreto_31")


@tagged("post_install", "-at_install", "post_install_l10n")
class TestLaw(TransactionCase):

    def _records(self, model):
        rows = self.env["ir.model.data"].search([("module", "=", "l10n_cu_fines"), ("model", "=", model)])
        return self.env[model].browse(rows.mapped("res_id"))

    def test_every_fact_names_its_source(self):
        for model, field in (
            ("revenue.norm", "fines_source"), ("revenue.policy", "fines_source"), ("fines.offence", "source"),
        ):
            records = self._records(model)
            self.assertTrue(records)
            for record in records:
                self.assertTrue(record[field], record.display_name)

    def test_eleven_norms_are_there_once(self):
        norms = self._records("revenue.norm")
        self.assertEqual(len(norms), 11)
        self.assertEqual(len(set(norms.mapped("code"))), 11)

    def test_what_no_source_tells_is_shown_as_not_configured(self):
        for name in UNKNOWN:
            policy = self.env.ref(MODULE + name)
            self.assertEqual((policy.state, policy.is_complete), ("draft", False), name)
            self.assertFalse(policy.step_ids, name)
            self.assertTrue(policy.missing_facts, name)

    def test_regimes_with_terms_in_a_source_are_in_force(self):
        for name in KNOWN:
            policy = self.env.ref(MODULE + name)
            self.assertEqual(policy.state, "in_force", name)
            self.assertTrue(policy.step_ids, name)

    def test_the_law_of_2026_is_a_second_regime_of_the_same_family_that_does_not_apply_yet(self):
        old, new = self.env.ref(MODULE + "policy_dl_99"), self.env.ref(MODULE + "policy_ley_177")
        self.assertEqual(old.family_id, new.family_id)
        office = self.env["revenue.office"]
        for day in ("2026-01-31", "2026-06-01"):
            self.assertEqual(self.env["revenue.policy"]._get_rule(old.family_id, self._day(day), office), old)

    def test_a_lawyer_completes_the_law_of_2026_and_the_old_regime_ends_the_day_before(self):
        old, new = self.env.ref(MODULE + "policy_dl_99"), self.env.ref(MODULE + "policy_ley_177")
        new.write({"replaces_id": old.id, "missing_facts": False, "date_from": "2026-07-01"})
        new._set_in_force()
        policies = self.env["revenue.policy"]
        office = self.env["revenue.office"]
        self.assertEqual(policies._get_rule(old.family_id, self._day("2026-06-30"), office), old)
        self.assertEqual(policies._get_rule(old.family_id, self._day("2026-07-01"), office), new)

    def test_loading_the_data_again_changes_nothing(self):
        policy = self.env.ref(MODULE + "policy_dl_99")
        policy.write({"name": policy.name, "date_from": policy.date_from, "fines_source": policy.fines_source})
        policy._set_in_force()
        self.assertEqual((policy.state, len(policy.step_ids)), ("in_force", 2))

    def _day(self, text):
        return fields.Date.to_date(text)
