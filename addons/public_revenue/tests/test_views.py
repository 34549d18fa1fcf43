"""What every screen of the suite owes its users, whichever of its modules are installed."""
from lxml import etree

from odoo.tests import tagged

from .common import RevenueCommon


@tagged('post_install', '-at_install')
class TestViews(RevenueCommon):

    def _get_actions(self):
        """Return the windows that menus of the suite open on models of the suite."""
        names = [model._name for model in self.env['revenue.check']._get_suite_models() if not model._transient]
        root = self.env.ref('public_revenue.public_revenue_menu_root')
        menus = self.env['ir.ui.menu'].search([('id', 'child_of', root.id)])
        actions = [menu.action for menu in menus if menu.action and menu.action._name == 'ir.actions.act_window']
        return [action for action in actions if action.res_model in names]

    def _get_arch(self, action, kind):
        view = action.search_view_id.id if kind == 'search' else False
        return etree.fromstring(self.env[action.res_model].get_view(view, kind)['arch'])

    def test_ux_51_each_list_has_four_filters_and_an_empty_state(self):
        actions = self._get_actions()
        self.assertTrue(actions)
        for action in actions:
            with self.subTest(action=action.name):
                arch = self._get_arch(action, 'search')
                filters = [node for node in arch.iter('filter') if 'group_by' not in node.get('context', '')]
                self.assertGreaterEqual(len(filters), 4)
                self.assertIn('o_view_nocontent', action.help or '')

    def test_ux_52_forms_of_legal_records_show_state_and_history(self):
        for action in self._get_actions():
            model = self.env[action.res_model]
            if 'form' not in action.view_mode or not hasattr(model, 'message_post'):
                continue
            arch = self._get_arch(action, 'form')
            with self.subTest(action=action.name):
                self.assertTrue(list(arch.iter('chatter')))
                tracked = [field for field in model._fields.values() if getattr(field, 'tracking', None)]
                self.assertTrue(tracked or {'state', 'status'} & model._fields.keys())
                if 'state' in model._fields:
                    self.assertTrue(arch.xpath("//header/field[@widget='statusbar']"))

    def test_every_menu_of_a_role_opens(self):
        for role in ('clerk', 'cashier', 'supervisor', 'legal', 'auditor', 'admin'):
            user = self._make_user(role)
            visible = self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()
            for action in self._get_actions():
                if not self.env['ir.ui.menu'].search(
                        [('action', '=', f'{action._name},{action.id}'), ('id', 'in', list(visible))]):
                    continue
                with self.subTest(role=role, action=action.name):
                    for kind in action.view_mode.split(','):
                        self.env[action.res_model].with_user(user).get_view(False, kind)
                    self.env[action.res_model].with_user(user).search([], limit=1)
