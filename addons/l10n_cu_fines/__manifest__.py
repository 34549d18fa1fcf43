{
    "name": "Cuba - Fines",
    "summary": "Cuba: norms, terms, offences",
    "version": "19.0.1.0.0",
    "category": "Public Revenue",
    "countries": ["cu"],
    "license": "LGPL-3",
    "author": "Public Revenue Suite",
    "depends": ["fines_base"],
    "data": [
        "data/res_currency_data.xml",
        "data/revenue.norm.csv",
        "data/revenue.policy.family.csv",
        "data/revenue.policy.csv",
        "data/revenue.policy.step.csv",
        "data/revenue.review.level.csv",
        "data/revenue_policy_data.xml",  # puts in force what the two files above hold
        "data/revenue.index.csv",
        "data/fines.offence.csv",
    ],
    "demo": [
        "demo/fines_fine_demo.xml",
        "demo/fines_batch_demo.xml",
        "demo/revenue_notice_demo.xml",
        "demo/revenue_review_case_demo.xml",
    ],
}
