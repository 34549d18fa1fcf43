{
    "name": "Fines: Collection",
    "summary": "A fine becomes an obligation and what only the office does with fines: slips received, transfers, "
               "lists",
    "version": "19.0.1.0.0",
    "category": "Public Revenue",
    "license": "LGPL-3",
    "author": "Public Revenue Suite",
    "depends": ["fines_base", "public_revenue_office"],
    "data": [
        # Rights
        "security/ir.model.access.csv",
        "security/fines_collection_rules.xml",
        # Records
        "data/revenue_concept_data.xml",
        "data/ir_cron_data.xml",
        # Views
        "views/fines_register_quarantine_views.xml",
        "views/fines_register_import_views.xml",
        "views/fines_register_profile_views.xml",
        "views/fines_fine_views.xml",
        "views/fines_agency_views.xml",
        "views/fines_debtor_change_views.xml",
        "views/revenue_transfer_line_views.xml",
        # Menus last: they name the actions of the views
        "views/fines_collection_menus.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "fines_collection/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
}
