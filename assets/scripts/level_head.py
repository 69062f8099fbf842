"""Keep the head upright whatever the person does, in place of the built-in prediction.

Run: python -m engine --script assets/scripts/level_head.py
"""

import numpy as np

from engine import Mut, Query, Read, Stage, system
from systems.components import DrawnPose, HeadPose


@system(Stage.PREDICT, replaces="predict_head")
def level_head(faces: Query[Read[HeadPose], Mut[DrawnPose]]) -> None:
    for face in faces:
        face[DrawnPose].rotation[...] = np.eye(3)
        face[DrawnPose].translation[...] = face[HeadPose].translation
