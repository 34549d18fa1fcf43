{
    "name": "New York City - Fines (tests only)",
    "summary": "The policies, agencies and words of New York City's register of parking and camera fines, for tests",
    "version": "19.0.1.0.0",
    "category": "Public Revenue",
    "countries": ["us"],
    "license": "LGPL-3",
    "author": "Public Revenue Suite",
    "depends": ["fines_collection"],
    # ./run import FILE --policy nyc finds this addon by the name
    "policy_name": "nyc",
    "data": [
        "data/res_company_data.xml",
        "data/revenue.territory.csv",
        "data/revenue.calendar.csv",
        "data/revenue.office.csv",
        "data/revenue.norm.csv",
        "data/revenue.policy.family.csv",
        "data/revenue.policy.csv",
        "data/revenue.policy.step.csv",
        "data/revenue_policy_data.xml",  # puts in force what the two files above hold
        "data/fines.agency.csv",
        "data/fines.offence.csv",
        "data/fines.register.profile.csv",
        "data/fines.register.alias.csv",
    ],
}
