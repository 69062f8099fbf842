"""Sparse morph targets into a vertex buffer. Trusts its caller: see morph_blend.py."""


def blend(const float[:, ::1] base, const Py_ssize_t[::1] starts, const int[::1] vertices,
          const float[:, ::1] deltas, const float[::1] weights, float[:, ::1] out):
    cdef Py_ssize_t target, row
    cdef int k
    cdef float weight
    cdef float *vertex
    with nogil:
        out[:, :] = base
        for target in range(weights.shape[0]):
            weight = weights[target]
            if weight == 0:
                continue
            for row in range(starts[target], starts[target + 1]):
                vertex = &out[vertices[row], 0]
                for k in range(6):
                    vertex[k] += weight * deltas[row, k]
