from . import base_partner_merge_automatic_wizard
from . import revenue_approval_request
from . import revenue_approval_decide
from . import revenue_policy_preview
from . import revenue_policy_preview_line
