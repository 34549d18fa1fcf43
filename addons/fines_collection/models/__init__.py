from . import (
    fines_agency,
    fines_fine,
    fines_fine_review,
    fines_register_alias,
    fines_register_import,
    fines_register_profile,
    fines_register_quarantine,
    fines_register_writer,
    res_company,
    revenue_check,
    revenue_key,
)
