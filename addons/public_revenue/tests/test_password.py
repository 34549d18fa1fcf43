from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .test_approval import ApprovalCommon


@tagged('post_install', '-at_install')
class TestPassword(ApprovalCommon, HttpCase):
    """The second person proves again to be that person, where the database is in production."""

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(f'/web/dataset/call_kw/{model}/{method}', {
            'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs,
        })

    def _approve(self):
        approval = self._request()
        self.authenticate(self.supervisor.login, self.supervisor.login)
        decision = self._call('revenue.approval.decide', 'create', [{'approval_id': approval.id}])
        return approval, self._call('revenue.approval.decide', 'action_approve', decision)

    def test_sec_43_in_production_an_approval_asks_for_the_password_again(self):
        self.env['ir.config_parameter'].set_param('public_revenue.production', 'True')
        approval, action = self._approve()
        self.assertEqual((action['res_model'], approval.state), ('res.users.identitycheck', 'requested'))
        with mute_logger('odoo.http'), self.assertRaisesRegex(JsonRpcException, 'odoo.exceptions.UserError'):
            self._call('res.users.identitycheck', 'run_check', [action['res_id']], context={'password': 'wrong'})
        approval.invalidate_recordset()
        self.assertEqual(approval.state, 'requested')
        self._call('res.users.identitycheck', 'run_check', [action['res_id']],
                   context={'password': self.supervisor.login})
        approval.invalidate_recordset()
        self.assertEqual((approval.state, approval.decided_by), ('approved', self.supervisor))

    def test_where_nothing_is_in_production_no_password_is_asked(self):
        approval, _action = self._approve()
        approval.invalidate_recordset()
        self.assertEqual(approval.state, 'approved')
