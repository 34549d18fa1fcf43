{
    "name": "Public Revenue: Office",
    "summary": "A collection office's day: desks, deposits, bank matching, claims, refunds, revenue shares and "
               "remittance, statistics",
    "version": "19.0.1.0.0",
    "category": "Accounting/Public Revenue",
    "license": "LGPL-3",
    "author": "Public Revenue Suite",
    "depends": ["public_revenue_collection"],
    "data": [
        # Rights
        "security/res_groups.xml",
        "security/ir.model.access.csv",
        "security/public_revenue_office_rules.xml",
        "security/revenue_statistic_rules.xml",
        "security/revenue_remittance_rules.xml",
        "security/revenue_payment_list_rules.xml",
        # Records
        "data/ir_sequence_data.xml",
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        "data/revenue_statistic_data.xml",
        # Printed papers, before the views whose buttons print them
        "report/revenue_deposit_reports.xml",
        "report/revenue_deposit_templates.xml",
        "report/revenue_refund_reports.xml",
        "report/revenue_desk_collect_reports.xml",
        "report/revenue_remittance_reports.xml",
        # Views
        "wizards/revenue_desk_collect_templates.xml",
        "wizards/revenue_desk_collect_views.xml",
        "wizards/revenue_statistic_run_views.xml",
        "wizards/revenue_remittance_prepare_views.xml",
        "wizards/revenue_statistic_roll_views.xml",
        "wizards/revenue_balance_ask_views.xml",
        "views/revenue_deposit_views.xml",
        "views/revenue_desk_session_views.xml",  # its buttons open the actions above
        "views/revenue_desk_views.xml",
        "views/revenue_office_views.xml",
        "views/revenue_receipt_views.xml",
        "views/revenue_payment_list_row_views.xml",
        "views/revenue_payment_list_views.xml",
        "views/revenue_refund_views.xml",
        "views/revenue_refund_term_views.xml",
        "views/revenue_statistic_analysis_views.xml",
        "views/revenue_remittance_line_views.xml",
        "views/revenue_remittance_pair_views.xml",
        "views/revenue_remittance_views.xml",
        "views/revenue_period_views.xml",
        "views/account_move_views.xml",
        "views/res_currency_views.xml",
        # Menus last: they name the actions of the views
        "views/public_revenue_office_menus.xml",
    ],
    "demo": [
        "demo/public_revenue_office_demo.xml",
        "demo/revenue_payment_list_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "public_revenue_office/static/src/**/*",
        ],
        "web.assets_tests": [
            "public_revenue_office/static/tests/tours/**/*",
        ],
    },
}
