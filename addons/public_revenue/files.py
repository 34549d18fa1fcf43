"""Files that people hand in: what they are is read from their content, never from their name."""
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

DOCUMENTS = {'application/pdf', 'image/jpeg', 'image/png'}
#: Largest file taken.
MAX_BYTES = 8 * 1024 * 1024


def check_file(env, raw):
    """Refuse a file that is no PDF, JPEG or PNG by its content, or too large.

    :param bytes raw: the file as it came
    :raise UserError: in words
    """
    if len(raw) > MAX_BYTES:
        raise UserError(env._("The file is larger than %s MB.", MAX_BYTES // 1024 // 1024))
    if guess_mimetype(raw) not in DOCUMENTS:
        raise UserError(env._("Only PDF, JPEG and PNG files are taken; this one is something else."))
