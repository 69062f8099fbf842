"""Detector outputs to boxes and key points. Trusts its caller: see decode.py."""
from libc.math cimport exp


def retinaface(const float[:, ::1] loc, const float[:, ::1] conf, const float[:, ::1] landms,
               const float[:, ::1] priors, double threshold, float width, float height,
               float[:, ::1] boxes, float[::1] scores, float[:, ::1] points):
    cdef Py_ssize_t i, k, found = 0
    cdef float x, y, half_x, half_y
    with nogil:
        for i in range(conf.shape[0]):
            if not conf[i, 1] >= threshold:
                continue
            x = (priors[i, 0] + loc[i, 0] * <float>0.1 * priors[i, 2]) * width
            y = (priors[i, 1] + loc[i, 1] * <float>0.1 * priors[i, 3]) * height
            half_x = priors[i, 2] * <float>exp(loc[i, 2] * 0.2) * width / 2
            half_y = priors[i, 3] * <float>exp(loc[i, 3] * 0.2) * height / 2
            boxes[found, 0] = x - half_x
            boxes[found, 1] = y - half_y
            boxes[found, 2] = x + half_x
            boxes[found, 3] = y + half_y
            for k in range(0, 10, 2):
                x = priors[i, 0] + landms[i, k] * <float>0.1 * priors[i, 2]
                y = priors[i, 1] + landms[i, k + 1] * <float>0.1 * priors[i, 3]
                points[found, k] = x * width
                points[found, k + 1] = y * height
            scores[found] = conf[i, 1]
            found += 1
    return found


def blazeface(const float[:, ::1] regressors, const float[::1] logits,
              const float[:, ::1] anchors, double threshold, float side, float left, float top,
              float[:, ::1] boxes, float[::1] scores, float[:, ::1] points):
    cdef Py_ssize_t i, k, found = 0
    cdef float x, y, half_x, half_y, unit = side / 128
    with nogil:
        for i in range(logits.shape[0]):
            if not logits[i] >= threshold or regressors[i, 2] < 0 or regressors[i, 3] < 0:
                continue
            x = anchors[i, 0] * side + left
            y = anchors[i, 1] * side + top
            half_x = regressors[i, 2] * unit / 2
            half_y = regressors[i, 3] * unit / 2
            boxes[found, 0] = x + regressors[i, 0] * unit - half_x
            boxes[found, 1] = y + regressors[i, 1] * unit - half_y
            boxes[found, 2] = x + regressors[i, 0] * unit + half_x
            boxes[found, 3] = y + regressors[i, 1] * unit + half_y
            for k in range(0, 12, 2):
                points[found, k] = x + regressors[i, 4 + k] * unit
                points[found, k + 1] = y + regressors[i, 5 + k] * unit
            scores[found] = <float>(1 / (1 + exp(-logits[i])))
            found += 1
    return found
