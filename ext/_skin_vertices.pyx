"""Linear blend skinning with four joints a vertex. Trusts its caller: see skin_vertices.py."""
from libc.stdint cimport uint16_t


def skin(const float[:, ::1] vertices, const uint16_t[:, ::1] joints,
         const float[:, ::1] weights, const float[:, :, ::1] matrices, float[:, ::1] out):
    cdef Py_ssize_t i
    cdef int k, j
    cdef float w
    cdef float m[12]
    cdef const float *joint
    cdef const float *v
    cdef float *o
    with nogil:
        out[:, :] = vertices
        for i in range(vertices.shape[0]):
            for k in range(12):
                m[k] = 0
            for j in range(4):
                w = weights[i, j]
                joint = &matrices[joints[i, j], 0, 0]
                for k in range(12):
                    m[k] += w * joint[k]
            v = &vertices[i, 0]
            o = &out[i, 0]
            for k in range(3):
                o[k] = m[4 * k] * v[0] + m[4 * k + 1] * v[1] + m[4 * k + 2] * v[2] + m[4 * k + 3]
                o[3 + k] = m[4 * k] * v[3] + m[4 * k + 1] * v[4] + m[4 * k + 2] * v[5]
