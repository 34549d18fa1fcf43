from datetime import date
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from odoo.addons.public_revenue import rules

CLOCK = date(2026, 1, 1)
WEEKEND = rules.Calendar(weekend=frozenset({5, 6}), days=frozenset(), open_days=frozenset())


@tagged("post_install", "-at_install", "post_install_l10n")
class TestTerms(TransactionCase):

    def _accrue(self, name, day, payments=()):
        """What is owed of 100 on the nth day after the clock, by a policy of the module."""
        policy = self.env.ref(f"l10n_cu_fines.{name}")
        facts = rules.Facts(clock=CLOCK, charges=(rules.Charge(Decimal(100), CLOCK),), payments=payments)
        return rules.accrue(policy._to_rule(), facts, date.fromordinal(CLOCK.toordinal() + day), WEEKEND)

    def test_dl_99_is_nominal_to_day_30_double_from_31_and_enforced_from_61(self):
        # domain_cuba.md 1.1: first 30 days nominal, second month double, from day 61 forced collection
        for day, amount, phase in (
            (0, 100, "in_term"), (30, 100, "in_term"), (31, 200, "surcharged"), (60, 200, "surcharged"),
            (61, 200, "enforcement"), (400, 200, "enforcement"),
        ):
            accrual = self._accrue("policy_dl_99", day)
            self.assertEqual((accrual.amount, accrual.phase), (amount, phase), day)

    def test_dl_99_explains_the_doubled_amount_by_its_steps(self):
        steps = self._accrue("policy_dl_99", 31).steps
        self.assertEqual([(step.kind, step.amount) for step in steps], [("charge", 100), ("surcharge", 100)])
        self.assertEqual((steps[1].rule, steps[1].norm, steps[1].date_from), ("double", "DL-99-1987", date(2026, 2, 1)))

    def test_dl_99_says_until_when_the_amount_stays(self):
        self.assertEqual(self._accrue("policy_dl_99", 10).valid_until, date(2026, 1, 31))

    def test_dl_99_doubles_only_what_is_still_pending(self):
        # Fiscalia on an instalment agreement, domain_cuba.md 1.6
        paid = (rules.Payment(Decimal(60), date(2026, 1, 20)),)
        self.assertEqual(self._accrue("policy_dl_99", 31, paid).amount, 80)

    def test_the_decrees_have_their_own_terms(self):
        # domain_cuba.md 1.3
        for name, days in {
            "policy_decreto_14": ((10, 100, "in_term"), (11, 200, "surcharged"), (31, 200, "enforcement")),
            "policy_decreto_30": ((30, 100, "in_term"), (31, 200, "surcharged"), (200, 200, "surcharged")),
            "policy_decreto_31": ((30, 100, "in_term"), (31, 200, "surcharged"), (61, 200, "enforcement")),
        }.items():
            for day, amount, phase in days:
                accrual = self._accrue(name, day)
                self.assertEqual((accrual.amount, accrual.phase), (amount, phase), (name, day))
