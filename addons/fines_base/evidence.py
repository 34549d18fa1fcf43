"""Files that come with a fine: what they are is read from their content, pictures are made anew without hidden data."""
import base64
import hashlib
import io

from PIL import Image, UnidentifiedImageError

from odoo.exceptions import UserError
from odoo.tools.image import IMAGE_MAX_RESOLUTION, ImageProcess
from odoo.tools.mimetypes import guess_mimetype

PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
DOCUMENTS = {"application/pdf", *PICTURES}
#: Largest file taken, largest side of a stored picture, largest stored picture (a citizen's page shows it).
MAX_BYTES = 8 * 1024 * 1024
MAX_SIDE = 1600
MAX_STORED = 200 * 1024
QUALITIES = (80, 65, 50, 35)


def get_digest(raw):
    """SHA-256 of a file, as hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def check_document(record, name="proof"):
    """Refuse a file that is no PDF, JPEG or PNG by its content, or too large.

    :param record: one record with a binary field
    :param str name: of the field
    """
    raw = base64.b64decode(record[name])
    _check_size(record.env, raw)
    if guess_mimetype(raw) not in DOCUMENTS:
        raise UserError(record.env._("Only PDF, JPEG and PNG files are taken; this one is something else."))


def make_picture(env, raw):
    """A picture as it is kept: made anew, so that position, camera and anything hidden in the file stay out.

    :param bytes raw: the file as it came
    :return: JPEG of at most MAX_STORED bytes
    :rtype: bytes
    """
    _check_size(env, raw)
    kind = PICTURES.get(guess_mimetype(raw))
    if not kind:
        raise UserError(env._("Only JPEG and PNG pictures are taken; this file is something else."))
    try:
        # the format is named: a file that is two things at once is read as the one it is allowed to be
        with Image.open(io.BytesIO(raw), formats=[kind]) as image:
            if image.width * image.height > IMAGE_MAX_RESOLUTION:
                raise UserError(env._("The picture has too many points to be read."))
            image.load()
        process = ImageProcess(raw)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise UserError(env._("The picture is damaged: it cannot be read.")) from error
    return _shrink(_strip(process).resize(MAX_SIDE, MAX_SIDE))


def _strip(process):
    """Leave the points of the picture and nothing else, and never hand the file back as it came."""
    process.image = process.image.convert("RGB")
    process.image.info = {}
    process.operationsCount += 1
    return process


def _shrink(process):
    """The picture in the best quality that fits."""
    for quality in QUALITIES:
        stored = process.image_quality(quality=quality, output_format="JPEG")
        if len(stored) <= MAX_STORED:
            return stored
    return process.resize(MAX_SIDE // 2, MAX_SIDE // 2).image_quality(quality=QUALITIES[-1], output_format="JPEG")


def _check_size(env, raw):
    if len(raw) > MAX_BYTES:
        raise UserError(env._("The file is larger than %s MB.", MAX_BYTES // 1024 // 1024))
