"""What the letter of a point says of it: measured, or put in its place by the grid operator.

The letters of R4x and of the measure answers, as the operator's guide (R4x 2.0.3) names them:

====  =========================================  ==========
R     réel                                       real
B     brut (R63)                                 real
S     coupure secteur                            real
T     coupure secteur courte                     real
F     début de coupure secteur                   real
G     fin de coupure secteur                     real
H     puissance reconstituée                     estimated
P     puissance reconstituée et coupure secteur  estimated
E     estimé                                     estimated
C     corrigé                                    estimated
K     calculé à partir d'autres courbes          estimated
D     importé manuellement                       estimated
====  =========================================  ==========

A power cut is a fact that the meter measured. Whatever the operator reconstructed, corrected,
computed or keyed in is shown as estimated: the sources do not say how it was obtained.
"""

import numpy as np
from numpy.typing import NDArray

from services.domain.load_curve import PointStatus
from services.imports.columns import Column
from services.imports.defects import Reason

REAL_LETTERS = b"RBSTFG"
ESTIMATED_LETTERS = b"HPECKD"
_UNKNOWN = 255

_STATUS = np.full(256, _UNKNOWN, dtype=np.uint8)
_STATUS[list(REAL_LETTERS)] = PointStatus.REAL
_STATUS[list(ESTIMATED_LETTERS)] = PointStatus.ESTIMATED


def read_statuses(column: Column, blank: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the PointStatus of each row, ``uint8[n]``; ``blank`` rows are MISSING.

    Raises DefectError for a row with a value and a letter that is not known.
    """
    characters = column.characters()
    status: NDArray[np.uint8] = _STATUS[characters[0]]
    status[(characters[1:] != 0).any(axis=0)] = _UNKNOWN
    status[blank] = PointStatus.MISSING
    if (status == _UNKNOWN).any():
        raise column.defect(Reason.STATUS, int(np.argmax(status == _UNKNOWN)))
    return status


def plain_statuses(blank: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return REAL for each value and MISSING where there is none, ``uint8[n]``."""
    return np.where(blank, PointStatus.MISSING, PointStatus.REAL).astype(np.uint8)
