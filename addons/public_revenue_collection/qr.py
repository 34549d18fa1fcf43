"""QR codes as pictures inside a page: printing them needs no second request and no drawing back end of reportlab."""
import base64
import io

from PIL import Image
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

SCALE = 6    # pixels for each module
QUIET = 4    # modules around it that stay white, as the standard demands


def make_qr_uri(text):
    """A QR code as a data URI with a PNG picture.

    :param str text: what a scanner reads
    :rtype: str
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount() + 2 * QUIET
    picture = Image.new("1", (size, size), 1)
    for row, modules in enumerate(code.modules):
        for column, is_dark in enumerate(modules):
            if is_dark:
                picture.putpixel((column + QUIET, row + QUIET), 0)
    stream = io.BytesIO()
    picture.resize((size * SCALE, size * SCALE), Image.Resampling.NEAREST).save(stream, "PNG")
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"
