"""Detector outputs to boxes and key points. Trusts its caller: see decode.py."""
from libc.math cimport expf

cdef enum:
    BLOCK = 16  # scores looked at together: nearly always, none of them reaches the threshold


cdef inline bint any_face(const float[:, ::1] conf, Py_ssize_t first, Py_ssize_t end,
                          float threshold) noexcept nogil:
    """Whether a score in first..end reaches the threshold. Free of branches in a full block."""
    cdef Py_ssize_t i
    cdef bint found = False
    if end - first == BLOCK:
        for i in range(BLOCK):
            found |= conf[first + i, 1] >= threshold
        return found
    return True


cdef inline void decode_face(const float *loc, const float *landms, const float *prior,
                             float width, float height, float *box, float *points) noexcept nogil:
    """Decode one candidate; 0.1 and 0.2 are the variances of the training."""
    cdef float x = (prior[0] + loc[0] * <float>0.1 * prior[2]) * width
    cdef float y = (prior[1] + loc[1] * <float>0.1 * prior[3]) * height
    cdef float half_x = prior[2] * expf(loc[2] * <float>0.2) * width / 2
    cdef float half_y = prior[3] * expf(loc[3] * <float>0.2) * height / 2
    cdef int k
    box[0] = x - half_x
    box[1] = y - half_y
    box[2] = x + half_x
    box[3] = y + half_y
    for k in range(0, 10, 2):
        points[k] = (prior[0] + landms[k] * <float>0.1 * prior[2]) * width
        points[k + 1] = (prior[1] + landms[k + 1] * <float>0.1 * prior[3]) * height


def retinaface(const float[:, ::1] loc, const float[:, ::1] conf, const float[:, ::1] landms,
               const float[:, ::1] priors, float threshold, float width, float height,
               float[:, ::1] boxes, float[::1] scores, float[:, ::1] points):
    cdef Py_ssize_t block, end, i, n = conf.shape[0], found = 0
    with nogil:
        for block in range((n + BLOCK - 1) // BLOCK):
            end = min((block + 1) * BLOCK, n)
            if not any_face(conf, block * BLOCK, end, threshold):
                continue
            for i in range(block * BLOCK, end):
                if conf[i, 1] >= threshold:
                    decode_face(&loc[i, 0], &landms[i, 0], &priors[i, 0], width, height,
                                &boxes[found, 0], &points[found, 0])
                    scores[found] = conf[i, 1]
                    found += 1
    return found


def blazeface(const float[:, ::1] regressors, const float[::1] logits,
              const float[:, ::1] anchors, float threshold, float side, float left, float top,
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
            scores[found] = 1 / (1 + expf(-logits[i]))
            found += 1
    return found
