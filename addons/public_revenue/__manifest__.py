{
    'name': "Public Revenue",
    'version': '19.0.1.0.0',
    'category': "Public Revenue",
    'summary': "The law and its people: territory and offices, norms, dated policies, index units and calendars,"
               " identities, approvals by two persons, notices served, cases of review; and the pure rules",
    'author': "Public Revenue Suite",
    'license': 'LGPL-3',
    'depends': ['mail'],
    'external_dependencies': {'python': ['python-stdnum']},
    'data': [
        # Rights first: views and menus name the groups.
        'security/res_groups.xml',
        'security/ir.model.access.csv',
        'security/ir_rule.xml',
        # Data
        'data/ir_cron.xml',
        # Views
        'views/revenue_territory_views.xml',
        'views/revenue_office_views.xml',
        'views/revenue_norm_views.xml',
        'views/revenue_policy_family_views.xml',
        'views/revenue_policy_views.xml',
        'views/revenue_index_views.xml',
        'views/revenue_calendar_views.xml',
        'views/revenue_identity_type_views.xml',
        'views/revenue_identity_views.xml',
        'views/revenue_person_link_views.xml',
        'views/revenue_person_lookup_views.xml',
        'views/res_partner_views.xml',
        'views/res_users_views.xml',
        'views/revenue_approval_views.xml',
        'views/revenue_incompatible_act_views.xml',
        'views/revenue_notice_views.xml',
        'views/revenue_notice_channel_views.xml',
        'views/revenue_review_case_views.xml',
        # Wizard views
        'views/revenue_policy_preview_views.xml',
        'wizards/revenue_notice_issue_views.xml',
        'wizards/revenue_notice_record_views.xml',
        'wizards/revenue_notice_scan_views.xml',
        'wizards/revenue_review_decide_views.xml',
        'wizards/revenue_review_close_views.xml',
        'wizards/revenue_person_dossier_views.xml',
        # Menus last: they name the actions of the views.
        'views/public_revenue_menus.xml',
    ],
    'demo': [
        'demo/public_revenue_demo.xml',
        'demo/res_company_demo.xml',
        'demo/revenue_notice_channel_demo.xml',
        'demo/revenue_person_link_demo.xml',
    ],
    'assets': {
        'web.assets_backend': [
            'public_revenue/static/src/**/*',
            # Named by mail's manifest, missing in Debian's package: without this line every page logs an error.
            ('remove', 'mail/static/lib/selfie_segmentation/selfie_segmentation.js'),
        ],
        'web.assets_tests': [
            'public_revenue/static/tests/tours/**/*',
        ],
    },
    'application': True,
}
