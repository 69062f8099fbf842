"""Non-maximum suppression, greedy and score-weighted. Trusts its caller: see nms.py."""


cdef inline bint before(const float[::1] scores, Py_ssize_t i, Py_ssize_t j) noexcept nogil:
    """Whether box i comes before box j: higher score first, lower index on a tie."""
    return scores[i] > scores[j] or (scores[i] == scores[j] and i < j)


cdef inline void sift_down(const float[::1] scores, Py_ssize_t[::1] order,
                           Py_ssize_t root, Py_ssize_t end) noexcept nogil:
    """Restore the heap (last comes first) below `root`."""
    cdef Py_ssize_t moving = order[root], child = 2 * root + 1
    while child < end:
        if child + 1 < end and before(scores, order[child], order[child + 1]):
            child += 1
        if not before(scores, moving, order[child]):
            break
        order[root] = order[child]
        root = child
        child = 2 * root + 1
    order[root] = moving


cdef void sort_by_score(const float[::1] scores, Py_ssize_t[::1] order) noexcept nogil:
    """Heap sort: needs no memory, and has no bad case."""
    cdef Py_ssize_t n = scores.shape[0], i
    for i in range(n):
        order[i] = i
    for i in range(n // 2 - 1, -1, -1):
        sift_down(scores, order, i, n)
    for i in range(n - 1, 0, -1):
        order[0], order[i] = order[i], order[0]
        sift_down(scores, order, 0, i)


cdef inline bint overlap(const float[:, ::1] boxes, Py_ssize_t i, Py_ssize_t j,
                         float threshold) noexcept nogil:
    """Whether the intersection over union exceeds `threshold`; false for empty boxes."""
    cdef float width = min(boxes[i, 2], boxes[j, 2]) - max(boxes[i, 0], boxes[j, 0])
    cdef float height = min(boxes[i, 3], boxes[j, 3]) - max(boxes[i, 1], boxes[j, 1])
    if not (width > 0 and height > 0):
        return False
    cdef float inter = width * height
    cdef float area_i = (boxes[i, 2] - boxes[i, 0]) * (boxes[i, 3] - boxes[i, 1])
    cdef float area_j = (boxes[j, 2] - boxes[j, 0]) * (boxes[j, 3] - boxes[j, 1])
    return inter > threshold * (area_i + area_j - inter)


def greedy(const float[:, ::1] boxes, const float[::1] scores, float threshold,
           Py_ssize_t[::1] keep):
    cdef Py_ssize_t n = scores.shape[0], kept = 0, i, k, box
    with nogil:
        sort_by_score(scores, keep)
        for i in range(n):
            box = keep[i]
            for k in range(kept):
                if overlap(boxes, keep[k], box, threshold):
                    break
            else:
                keep[kept] = box  # kept <= i: the sorted rest is still intact
                kept += 1
    return kept


cdef inline void add_scaled(const float[:, ::1] rows, Py_ssize_t row, float weight,
                            float[:, ::1] out, Py_ssize_t target) noexcept nogil:
    cdef Py_ssize_t k
    for k in range(rows.shape[1]):
        out[target, k] += weight * rows[row, k]


cdef inline void scale_row(float[:, ::1] out, Py_ssize_t row, float factor) noexcept nogil:
    cdef Py_ssize_t k
    for k in range(out.shape[1]):
        out[row, k] *= factor


def weighted(const float[:, ::1] boxes, const float[:, ::1] points, const float[::1] scores,
             float threshold, Py_ssize_t[::1] order, float[:, ::1] out_boxes,
             float[:, ::1] out_points, float[::1] out_scores):
    cdef Py_ssize_t rest = scores.shape[0], found = 0, kept, i, best, box
    cdef float total
    with nogil:
        sort_by_score(scores, order)
        while rest > 0:
            best = order[0]
            out_boxes[found, :] = 0.0
            out_points[found, :] = 0.0
            total = 0.0
            kept = 0
            for i in range(rest):
                box = order[i]
                if overlap(boxes, best, box, threshold):
                    add_scaled(boxes, box, scores[box], out_boxes, found)
                    add_scaled(points, box, scores[box], out_points, found)
                    total += scores[box]
                else:
                    order[kept] = box
                    kept += 1
            if total > 0:
                scale_row(out_boxes, found, 1 / total)
                scale_row(out_points, found, 1 / total)
            else:
                add_scaled(boxes, best, 1.0, out_boxes, found)
                add_scaled(points, best, 1.0, out_points, found)
            out_scores[found] = scores[best]
            found += 1
            if kept == rest:
                break
            rest = kept
    return found
