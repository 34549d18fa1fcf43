"""The moves that a life allows: every `_update_state` asks here before it writes."""
from odoo.exceptions import UserError


def check_moves(records, state, moves):
    """Refuse, in words, a state that one of the records cannot go to.

    :param records: records of one model with `state`
    :param str state: where they are to go
    :param dict moves: the states that follow each state
    :raise UserError: then nothing has moved
    """
    labels = dict(records._fields['state']._description_selection(records.env))
    for record in records:
        if state not in moves[record.state]:
            raise UserError(record.env._(
                "%(record)s cannot go from %(before)s to %(after)s.", record=record.display_name,
                before=labels[record.state], after=labels[state],
            ))
