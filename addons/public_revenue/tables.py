"""Records as rows of a table, as a screen shows them: for spreadsheets and printed lists."""
from datetime import date, datetime


def to_rows(records, names):
    """The heading and one row for each record: labels for choices, names for records, days as ISO texts.

    :param records: any recordset
    :param names: names of its fields
    :rtype: list[list]
    """
    fields = [records._fields[name] for name in names]
    heading = [field._description_string(records.env) for field in fields]
    choices = {field.name: dict(field._description_selection(records.env))
               for field in fields if field.type == 'selection'}
    return [heading, *([_to_value(record, field, choices) for field in fields] for record in records)]


def _to_value(record, field, choices):
    value = record[field.name]
    if field.type == 'selection':
        return choices[field.name].get(value, '')
    if field.relational:
        return ", ".join(value.mapped('display_name'))
    if isinstance(value, datetime | date):
        return value.isoformat(sep=' ') if isinstance(value, datetime) else value.isoformat()
    return '' if value is False and field.type != 'boolean' else value
