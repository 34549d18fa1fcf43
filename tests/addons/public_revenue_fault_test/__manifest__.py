{
    "name": "Public Revenue: Faults for Tests",
    "summary": "Test-only: makes a payment fail, wait or lose its answer at a chosen point",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "Public Revenue Suite",
    "depends": ["public_revenue_collection"],
}
