"""Rights by role, from one matrix: tests/rights.csv of each module of the suite."""
import csv
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.modules.module import get_module_path
from odoo.tests import tagged

from .common import ROLES, RevenueCommon

# Working papers of auditors: no books.
OWN_NOTES = 'revenue.audit.'
OPERATIONS = {'r': 'read', 'w': 'write', 'c': 'create', 'd': 'unlink'}


@tagged('post_install', '-at_install')
class TestAccessRights(RevenueCommon):

    def _read_matrix(self):
        """Return the rows of the matrices of all installed modules: one per model, one column per role."""
        rows = []
        for module in self.env['revenue.check']._get_suite_modules():
            path = Path(get_module_path(module), 'tests', 'rights.csv')
            if path.exists():
                with path.open(newline='') as lines:
                    rows += csv.DictReader(lines)
        return rows

    def test_every_role_may_do_exactly_what_the_matrix_says(self):
        users = {role: self._make_user(role) for role in ROLES}
        for row in self._read_matrix():
            for role, user in users.items():
                allowed = {letter for letter, operation in OPERATIONS.items() if self._rpc(
                    user, row['model'], 'has_access', [], operation,
                )}
                with self.subTest(model=row['model'], role=role):
                    self.assertEqual(allowed, set(row[role]))

    def test_every_model_stands_in_the_matrix(self):
        known = {row['model'] for row in self._read_matrix()}
        models = {model._name for model in self.env['revenue.check']._get_suite_models() if not model._abstract}
        self.assertFalse(models - known)

    def test_auditor_writes_nothing(self):
        writing = [
            row['model'] for row in self._read_matrix()
            if set(row['auditor']) - {'r'} and not self.env[row['model']]._transient
            and not row['model'].startswith(OWN_NOTES)]
        self.assertFalse(writing)

    def test_user_without_role_reads_nothing(self):
        nobody = self._make_user(offices=self.env['revenue.office'])
        for row in self._read_matrix():
            with self.subTest(model=row['model']), self.assertRaises(AccessError):
                self._rpc(nobody, row['model'], 'search_count', [])

    def test_offices_of_other_companies_are_not_seen(self):
        company = self.env['res.company'].create({'name': "Other municipality"})
        other = self._make_office('OTHER', company_id=company.id)
        clerk = self._make_user('clerk')
        found = self._rpc(clerk, 'revenue.office', 'search', [('id', 'in', (other | self.office).ids)])
        self.assertEqual(found, self.office.ids)

    def test_auditor_sees_the_approvals_of_all_offices(self):
        group = self.env.ref('public_revenue.public_revenue_group_supervisor')
        approvals = self.env['revenue.approval'].create([{
            'res_model': 'revenue.office', 'res_id': office.id, 'action': 'test', 'action_label': "Test",
            'reason': "Test", 'office_id': office.id, 'company_id': office.company_id.id, 'group_id': group.id,
            'requested_by': self.env.uid,
        } for office in (self.office, self.office_beside)])
        for role, expected in (('auditor', approvals), ('national', approvals), ('clerk', approvals[0])):
            user = self._make_user(role, offices=self.office)
            with self.subTest(role=role):
                found = self._rpc(user, 'revenue.approval', 'search', [('id', 'in', approvals.ids)])
                self.assertEqual(sorted(found), sorted(expected.ids))
