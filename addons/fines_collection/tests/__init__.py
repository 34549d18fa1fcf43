from . import (
    test_access_rights,
    test_change_notice,
    test_correction,
    test_debtor,
    test_fine,
    test_import,
    test_quarantine,
    test_review,
    test_tour_review,
    test_transfer,
)
