"""Runs MediaPipe's FaceLandmarker, in the peers' own interpreter, on pictures from a pipe.

    python face_landmarker.py MODEL OUT.npz < pictures

Each picture is a header of three 8-byte integers (height, width, milliseconds) and its BGR bytes.
One line on standard output answers each, so that the caller can take turns with us; then it waits.
"""

import sys
import time

import mediapipe as mp
import numpy as np

HEADER = 3 * 8


def open_landmarker(model):
    options = mp.tasks.vision.FaceLandmarkerOptions(
        base_options=mp.tasks.BaseOptions(model_asset_path=model),
        running_mode=mp.tasks.vision.RunningMode.VIDEO,
        output_face_blendshapes=True,
        output_facial_transformation_matrixes=True,
    )
    return mp.tasks.vision.FaceLandmarker.create_from_options(options)


def pictures(pipe):
    while header := pipe.read(HEADER):
        height, width, milliseconds = np.frombuffer(header, np.int64).tolist()
        bgr = np.frombuffer(pipe.read(height * width * 3), np.uint8).reshape(height, width, 3)
        yield np.ascontiguousarray(bgr[:, :, ::-1]), milliseconds


def row(result, size):
    """One picture's numbers, all NaN where there is no face."""
    if not result.face_landmarks:
        return np.full((478, 3), np.nan), np.full(51, np.nan), np.full((4, 4), np.nan)
    points = np.array([(p.x, p.y, p.z) for p in result.face_landmarks[0]]) * size
    shapes = np.array([s.score for s in result.face_blendshapes[0][1:]])
    return points, shapes, result.facial_transformation_matrixes[0]


def main(model, out):
    rows, cpu, wall = [], [], []
    with open_landmarker(model) as landmarker:
        for rgb, milliseconds in pictures(sys.stdin.buffer):
            image = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
            began = time.process_time(), time.perf_counter()
            result = landmarker.detect_for_video(image, milliseconds)
            cpu.append(time.process_time() - began[0])
            wall.append(time.perf_counter() - began[1])
            height, width = rgb.shape[:2]
            rows.append(row(result, (width, height, width)))
            sys.stdout.write("done\n")
            sys.stdout.flush()
    points, shapes, matrices = (np.array(column) for column in zip(*rows, strict=True))
    np.savez(out, points=points, shapes=shapes, matrices=matrices, cpu=cpu, wall=wall)


if __name__ == "__main__":
    main(*sys.argv[1:])
