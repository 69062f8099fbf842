"""Shapes that the net sees badly, estimated from the mesh, and how far to believe which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from systems.solve.calibration.measures import MEASURE, NAMES
from systems.topology import SHAPE

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Estimate:
    """A shape from measures: ``clip((terms . change - rest) / (full - rest), 0, 1)``.

    Attributes
    ----------
    shape : str
    terms : dict of str to float
        Factor on the change from neutral of each measure.
    rest, full : float
        mm, or lid distance over eye width: where the shape begins, and where it is 1.
    net, mesh : float
        Reliability: mean correlation with the truth of the net's own output and of this.
    """

    shape: str
    terms: dict[str, float]
    rest: float
    full: float
    net: float
    mesh: float

    @property
    def share(self) -> float:
        """How much of the outcome is the mesh's: by squared correlation."""
        return self.mesh**2 / (self.mesh**2 + self.net**2)

    @property
    def row(self) -> Floats:
        """Factors (11,) on a change from neutral, in the order of `NAMES`, that make `full` 1."""
        out = np.zeros(len(NAMES), np.float32)
        for name, factor in self.terms.items():
            out[MEASURE[name]] = factor / (self.full - self.rest)
        return out


def _both_sides() -> list[Estimate]:
    found = []
    for side in ("Left", "Right"):
        end = f"_{side.lower()}"
        down, wide = {f"brow{end}": -1.0}, {f"lid{end}": 1.0}
        frown, peak = {f"corner{end}": -1.0}, {f"brow_peak{end}": 1.0}
        found += [
            Estimate(f"browDown{side}", down, 0.7, 3.7, net=0.31, mesh=0.49),
            Estimate(f"browOuterUp{side}", peak, 0.8, 4.8, net=0.49, mesh=0.70),
            Estimate(f"eyeWide{side}", wide, 0.01, 0.07, net=0.33, mesh=0.39),
            Estimate(f"mouthFrown{side}", frown, 1.0, 5.0, net=0.27, mesh=0.88),
        ]
    return found


ESTIMATES: Final = (
    *_both_sides(),
    Estimate("browInnerUp", {"brow_left": 1.0, "brow_right": 1.0}, 1.0, 7.0, net=0.57, mesh=0.68),
    Estimate("jawOpen", {"jaw": 1.0}, 1.5, 18.0, net=0.86, mesh=0.89),
    Estimate("mouthFunnel", {"mouth_width": -1.0, "lip_gap": -0.4}, 1.0, 8.0, net=0.48, mesh=0.79),
)
"""Full deflections and reliabilities were measured on the four built-in characters: each shape
alone at 0.25 to 1, frontal and turned by up to 18 degrees, beside all the other shapes, and ten
seconds of acting; reliabilities are means over characters and sides. Those of browOuterUp and
jawOpen are of the scenes of `evaluate`.

Beside them stand action units of a filmed speaker, at the two pictures by which those come late:
browInnerUp 0.74 by the net and 0.76 blended, browDown 0.46 and 0.50, mouthFrown 0.26 and 0.38. As
they come, browOuterUp 0.94 and 0.97, jawOpen 0.72 and 0.76.

Not here is mouthSmile: 0.84 by the mesh to 0.83 on the characters, but 0.78 to 0.86 with action
unit 12. jawForward, jawLeft, jawRight, mouthLeft, mouthRight, cheekPuff, cheekSquint and noseSneer
leave less in the mesh than a turn of the head does: 0.02 to 0.15; mouthLeft and mouthRight 0.23,
cheekSquint 0.25. For them the net's own weights stay, near 0 as they are. Nor mouthUpperUp: 0.44 by
the net to 0.53 on the characters, but where a filmed speaker's action unit 10 stays at 0 the mesh
makes 0.44 of it and the net 0.04; of teeth that are shown the net makes 0.76.
"""

ESTIMATED: Final = np.array([SHAPE[estimate.shape] for estimate in ESTIMATES])
SHARES: Final = np.array([estimate.share for estimate in ESTIMATES], np.float32)
FACTORS: Final = np.stack([estimate.row for estimate in ESTIMATES])
BEGINS: Final = np.array([e.rest / (e.full - e.rest) for e in ESTIMATES], np.float32)
FUNNEL: Final = [estimate.shape for estimate in ESTIMATES].index("mouthFunnel")

ROUNDED: Final = 7.0
"""mm between the lips at which a funnel is whole: closed lips that narrow are a pucker."""

TRUSTED_YAW, LOST_YAW = np.radians(10.0), np.radians(20.0)
"""The mesh of a turned head hides one side: its share fades to nothing between the two. The farther
in, to here, the better all shapes come out on four characters, by up to 0.004 on the average; a
turn by 25 degrees lifts a brow by as much as a third of its way."""


def blend(weights: Floats, change: Floats, yaw: float, trust: float) -> None:
    """Blend the estimates into weights (52,), in place.

    Parameters
    ----------
    weights : (52,) float32
        The net's, with the person's rest taken off.
    change : (11,) float32
        Measures less those of the neutral face.
    yaw : float
        Of the head, rad.
    trust : float
        0..1, how well the neutral face is known.
    """
    facing = min(max(float((LOST_YAW - abs(yaw)) / (LOST_YAW - TRUSTED_YAW)), 0.0), 1.0) * trust
    amounts = FACTORS @ change - BEGINS
    np.clip(amounts, 0, 1, out=amounts)
    parted = min(max((float(change[MEASURE["lip_gap"]]) - 1.0) / ROUNDED, 0.0), 1.0)
    amounts[FUNNEL] = min(amounts[FUNNEL], parted)
    before = weights[ESTIMATED]
    weights[ESTIMATED] = before + facing * SHARES * (amounts - before)
