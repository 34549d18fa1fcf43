from . import (
    test_access_rights,
    test_bill,
    test_collect,
    test_control,
    test_day,
    test_deposit,
    test_refund,
    test_rounding,
    test_session,
    test_tour,
    test_tour_refund,
)
