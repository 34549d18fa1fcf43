from . import revenue_desk_collect, revenue_desk_collect_bill, revenue_desk_collect_line
from . import revenue_statistic_run, revenue_statistic_run_line
from . import revenue_remittance_prepare
from . import revenue_balance_ask, revenue_balance_ask_line, revenue_statistic_roll, revenue_statistic_roll_line
from . import revenue_transfer_answer, revenue_transfer_send
from . import revenue_desk_collect_cheque
from . import revenue_bank_match_manual, revenue_bank_match_undo
from . import revenue_statistic_show, revenue_statistic_show_line
from . import revenue_statistic_time, revenue_statistic_time_line
from . import revenue_contingency_book_fate, revenue_contingency_book_key, revenue_contingency_book_key_line
