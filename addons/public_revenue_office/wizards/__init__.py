from . import revenue_desk_collect, revenue_desk_collect_bill, revenue_desk_collect_line
from . import revenue_statistic_run, revenue_statistic_run_line
from . import revenue_remittance_prepare
