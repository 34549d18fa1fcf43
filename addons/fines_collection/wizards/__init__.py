from . import revenue_desk_collect
