{
    "name": "Public Revenue: Collection",
    "summary": "The money: obligations and their keys, bills, receipts, credits, channels, the append-only ledger "
               "and its posting into accounting",
    "version": "19.0.1.0.0",
    "category": "Accounting/Public Revenue",
    "license": "LGPL-3",
    "author": "Public Revenue Suite",
    "depends": ["public_revenue", "account"],
    "data": [
        # Rights
        "security/ir.model.access.csv",
        "security/public_revenue_collection_rules.xml",
        # Records
        "data/revenue_close_reason_data.xml",
        "data/ir_cron_data.xml",
        # Printed papers, before the views whose buttons print them
        "report/revenue_explanation_templates.xml",
        "report/revenue_bill_reports.xml",
        "report/revenue_receipt_reports.xml",
        "report/revenue_receipt_templates.xml",
        # Views
        "views/revenue_obligation_views.xml",
        "views/revenue_entry_views.xml",
        "views/revenue_posting_views.xml",
        "views/revenue_receipt_views.xml",
        "views/revenue_credit_views.xml",
        "views/revenue_bill_views.xml",
        "views/revenue_concept_views.xml",
        "views/revenue_channel_views.xml",
        "views/revenue_series_views.xml",
        "views/revenue_account_views.xml",
        "views/revenue_close_reason_views.xml",
        "views/account_move_views.xml",
        "views/res_company_views.xml",
        "views/res_currency_views.xml",
        "wizards/revenue_control_run_views.xml",
        # Menus last: they name the actions of the views
        "views/public_revenue_collection_menus.xml",
    ],
    "demo": [
        "demo/public_revenue_collection_demo.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
