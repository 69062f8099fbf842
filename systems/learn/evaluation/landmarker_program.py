"""MediaPipe's FaceLandmarker as a program, run by the interpreter of the peers' venv.

    python landmarker_program.py MODEL < requests > answers

A request is four 8-byte integers: height, width, milliseconds, faces. Height 0 opens a new
landmarker for so many faces and has no answer; otherwise height * width * 3 BGR bytes follow, and
the answer is the number of faces, as one such integer, and `FLOATS` 8-byte floats for each.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

FLOATS = 51 + 16 + 2
"""Of one face: shapes without ``_neutral``, the transform row by row, the middle of the eyes."""

CORNERS = [263, 362, 33, 133]


def opened(model: str, faces: int) -> Any:
    """Return a landmarker in video mode with all of its outputs."""
    import mediapipe as mp

    options = mp.tasks.vision.FaceLandmarkerOptions(
        base_options=mp.tasks.BaseOptions(model_asset_path=model),
        running_mode=mp.tasks.vision.RunningMode.VIDEO,
        num_faces=faces,
        output_face_blendshapes=True,
        output_facial_transformation_matrixes=True,
    )
    return mp.tasks.vision.FaceLandmarker.create_from_options(options)


def answer(landmarker: Any, bgr: np.ndarray, milliseconds: int) -> bytes:
    """Return what the landmarker says of a picture."""
    import mediapipe as mp

    image = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(bgr[..., ::-1]))
    result = landmarker.detect_for_video(image, milliseconds)
    height, width = bgr.shape[:2]
    rows = []
    for marks, shapes, matrix in zip(
        result.face_landmarks,
        result.face_blendshapes,
        result.facial_transformation_matrixes,
        strict=True,
    ):
        eyes = np.mean([(marks[i].x * width, marks[i].y * height) for i in CORNERS], 0)
        scores = [shape.score for shape in shapes[1:]]
        rows.append(np.concatenate([scores, np.ravel(matrix), eyes]).astype(np.float64))
    return np.int64(len(rows)).tobytes() + b"".join(row.tobytes() for row in rows)


def main(model: str) -> None:
    """Answer requests until there are no more."""
    landmarker = None
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while header := requests.read(32):
        height, width, milliseconds, faces = np.frombuffer(header, np.int64).tolist()
        if not height:
            landmarker = opened(model, faces)
            continue
        bgr = np.frombuffer(requests.read(height * width * 3), np.uint8)
        answers.write(answer(landmarker, bgr.reshape(height, width, 3), milliseconds))
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
