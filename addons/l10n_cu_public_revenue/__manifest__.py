{
    "name": "Cuba - Public Revenue",
    "summary": "Cuba: territory, calendar, units, identities",
    "version": "19.0.1.0.0",
    "category": "Public Revenue",
    "countries": ["cu"],
    "license": "LGPL-3",
    "author": "Public Revenue Suite",
    "depends": ["public_revenue"],
    "data": [
        "data/revenue.territory.csv",
        "data/revenue.identity.type.csv",
        "data/revenue.calendar.csv",
        "views/revenue_territory_views.xml",
    ],
    "demo": [
        "demo/revenue.office.csv",
    ],
}
