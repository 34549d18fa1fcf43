from . import fines_agency_list
from . import fines_checkbook_fate
from . import fines_checkbook_sign
from . import fines_fine_close
from . import fines_fine_find
from . import fines_fine_find_line
