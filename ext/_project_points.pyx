"""Pinhole projection of a rigid model. Trusts its caller: see project_points.py."""
from libc.math cimport NAN


def project(const float[:, ::1] points, const double[:, :, ::1] rotation,
            const double[:, ::1] translation, double focal, double centre_x, double centre_y,
            float[:, :, ::1] out):
    cdef Py_ssize_t face, i
    cdef double x, y, z, stretch
    cdef const double *R
    cdef const double *t
    with nogil:
        for face in range(rotation.shape[0]):
            R = &rotation[face, 0, 0]
            t = &translation[face, 0]
            for i in range(points.shape[0]):
                x = R[0] * points[i, 0] + R[1] * points[i, 1] + R[2] * points[i, 2] + t[0]
                y = R[3] * points[i, 0] + R[4] * points[i, 1] + R[5] * points[i, 2] + t[1]
                z = R[6] * points[i, 0] + R[7] * points[i, 1] + R[8] * points[i, 2] + t[2]
                stretch = focal / -z if z < 0 else NAN
                out[face, i, 0] = <float>(centre_x + x * stretch)
                out[face, i, 1] = <float>(centre_y - y * stretch)
