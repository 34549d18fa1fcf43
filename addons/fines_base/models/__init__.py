# Mixins first: the fine inherits from them.
from . import fines_number_mixin
from . import fines_slip_mixin
from . import fines_agency
from . import fines_inspector
from . import fines_offence
from . import fines_checkbook
from . import fines_checkbook_number
from . import fines_fine
from . import fines_fine_line
from . import fines_fine_person
from . import fines_fine_event
from . import res_partner
from . import res_users
from . import revenue_check
from . import revenue_norm
from . import revenue_policy
