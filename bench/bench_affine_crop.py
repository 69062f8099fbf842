"""The 256x256 landmark crop out of a 720p picture, for each face of it."""

import cv2
import numpy as np

from ext.affine_crop import affine_crop, crop_matrix


def opencv(image, roi, out):
    matrix = crop_matrix(roi, 256, 256)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(image, matrix, (256, 256), None, flags, cv2.BORDER_REPLICATE)
    np.multiply(cv2.cvtColor(warped, cv2.COLOR_BGR2RGB), np.float32(1 / 255), out=out)


def case(faces):
    noise = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), dtype=np.uint8)
    image, out = cv2.GaussianBlur(noise, (0, 0), 2), np.empty((256, 256, 3), np.float32)
    rois = [(300 + 200 * face, 350, 310, 330, 0.2) for face in range(faces)]
    return {
        "ours": lambda: [affine_crop(image, roi, out) for roi in rois],
        "OpenCV": lambda: [opencv(image, roi, out) for roi in rois],
    }


def cases():
    cv2.setNumThreads(1)  # as the kernel
    return {"1 face": case(1), "4 faces": case(4)}
