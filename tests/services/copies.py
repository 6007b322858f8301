"""A copy of somebody's data: asked for, made, taken."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from services.kernel.house import House
from services.kernel.viewer import Viewer
from services.privacy import personal_data
from services.privacy.personal_data_copies import make_exports
from tests.conftest import NOW

LATER = timedelta(minutes=5)


def copy_of(viewer: Viewer, house: House) -> ZipFile:
    personal_data.request_export(viewer, house=house, now=NOW)
    assert make_exports(house, NOW + LATER) == 1
    (made,) = personal_data.load_overview(viewer, now=NOW + LATER).exports
    assert made.state == "ready"
    content = personal_data.take_export(viewer, made.public_id, house=house, now=NOW + LATER)
    return ZipFile(BytesIO(content))
