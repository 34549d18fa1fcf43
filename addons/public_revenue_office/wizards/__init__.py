from . import revenue_desk_collect, revenue_desk_collect_line
