"""Pinhole projection of a rigid model. Trusts its caller: see project_points.py."""
from libc.math cimport NAN


def project(const float[:, ::1] points, const double[:, :, ::1] rotation,
            const double[:, ::1] translation, double focal, double centre_x, double centre_y,
            float[:, :, ::1] out):
    cdef Py_ssize_t face, i
    cdef float x, y, z, stretch, f = <float>focal, u = <float>centre_x, v = <float>centre_y
    cdef const float *p
    cdef float R[9]
    cdef float t[3]
    cdef int k
    with nogil:
        for face in range(rotation.shape[0]):
            for k in range(9):
                R[k] = <float>rotation[face, k // 3, k % 3]
            for k in range(3):
                t[k] = <float>translation[face, k]
            for i in range(points.shape[0]):
                p = &points[i, 0]
                x = R[0] * p[0] + R[1] * p[1] + R[2] * p[2] + t[0]
                y = R[3] * p[0] + R[4] * p[1] + R[5] * p[2] + t[1]
                z = R[6] * p[0] + R[7] * p[1] + R[8] * p[2] + t[2]
                stretch = f / -z if z < 0 else NAN
                out[face, i, 0] = u + x * stretch
                out[face, i, 1] = v - y * stretch
