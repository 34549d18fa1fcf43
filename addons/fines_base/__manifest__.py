{
    "name": "Fines: Base",
    "summary": "Imposing agencies, inspectors, offences, checkbooks and the fine as a legal act with a life",
    "version": "19.0.1.0.0",
    "category": "Public Revenue",
    "license": "LGPL-3",
    "author": "Public Revenue Suite",
    "depends": ["public_revenue", "barcodes"],
    "data": [
        # Rights
        "security/ir.model.access.csv",
        "security/fines_base_rules.xml",
        "security/fines_batch_rules.xml",
        "security/fines_checkbook_rules.xml",
        # Records
        "data/ir_cron_data.xml",
        "data/ir_sequence_data.xml",
        # Views
        "wizards/fines_agency_list_views.xml",
        "wizards/fines_checkbook_fate_views.xml",
        "wizards/fines_checkbook_sign_views.xml",
        "wizards/fines_fine_close_views.xml",
        "wizards/fines_fine_find_views.xml",
        "views/fines_fine_views.xml",
        "views/fines_fine_review_views.xml",
        "views/fines_inspector_views.xml",
        "views/fines_inspector_review_views.xml",
        "views/revenue_notice_views.xml",
        "views/revenue_review_case_views.xml",
        "views/fines_checkbook_views.xml",
        "views/fines_checkbook_move_views.xml",
        "views/fines_print_order_views.xml",
        "views/fines_slip_conflict_views.xml",
        "views/fines_agency_views.xml",  # its buttons open the actions above
        "views/fines_offence_views.xml",
        "views/fines_fine_capture_views.xml",
        "views/fines_batch_check_views.xml",
        "views/fines_batch_import_views.xml",
        "views/fines_batch_views.xml",  # its buttons open the actions above
        "views/revenue_office_views.xml",
        "views/revenue_norm_views.xml",
        "views/revenue_policy_views.xml",
        # Menus last: they name the actions of the views
        "views/fines_base_menus.xml",
    ],
    "demo": [
        "demo/fines_base_demo.xml",
        "demo/fines_checkbook_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "fines_base/static/src/**/*",
        ],
        "web.assets_tests": [
            "fines_base/static/tests/tours/**/*",
        ],
    },
}
