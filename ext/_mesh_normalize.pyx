"""The three-patch normalisation of a face mesh. Trusts its caller: see mesh_normalize.py."""
from libc.math cimport sqrtf


cdef inline void edge(const float[:, :, ::1] mesh, Py_ssize_t face, Py_ssize_t start,
                      Py_ssize_t end, float *out) noexcept nogil:
    cdef int k
    for k in range(3):
        out[k] = mesh[face, end, k] - mesh[face, start, k]


cdef inline void cross(const float *a, const float *b, float *out) noexcept nogil:
    out[0] = a[1] * b[2] - a[2] * b[1]
    out[1] = a[2] * b[0] - a[0] * b[2]
    out[2] = a[0] * b[1] - a[1] * b[0]


cdef inline float dot(const float *a, const float *b) noexcept nogil:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


cdef inline void add_unit_normal(const float[:, :, ::1] mesh, Py_ssize_t face,
                                 const Py_ssize_t[::1] corners, float *forward) noexcept nogil:
    """Add the unit normal (p1 - p0) x (p2 - p0) of one triangle."""
    cdef float a[3]
    cdef float b[3]
    cdef float normal[3]
    cdef float length
    cdef int k
    edge(mesh, face, corners[0], corners[1], a)
    edge(mesh, face, corners[0], corners[2], b)
    cross(a, b, normal)
    length = sqrtf(dot(normal, normal))
    for k in range(3):
        forward[k] += normal[k] / length if length > 0 else 0


cdef inline float share(float x, float low, float high) noexcept nogil:
    return (x - low) / (high - low) if high > low else 0


cdef void normalize_patch(const float[:, :, ::1] mesh, Py_ssize_t face,
                          const Py_ssize_t[::1] patch, const Py_ssize_t[:, ::1] triangles,
                          const Py_ssize_t[::1] across, float *out) noexcept nogil:
    """Write x, y of every point of the patch, seen along its normal, in its bounding square."""
    cdef float forward[3]
    cdef float axis[3]
    cdef float up[3]
    cdef float right[3]
    cdef float point[3]
    cdef float x, y, left = 0, top = 0, far = 0, bottom = 0
    cdef Py_ssize_t i
    forward[0] = forward[1] = forward[2] = 0
    for i in range(triangles.shape[0]):
        add_unit_normal(mesh, face, triangles[i], forward)
    # The lengths of the axes drop out with the bounding square.
    edge(mesh, face, across[0], across[1], axis)
    cross(forward, axis, up)
    cross(up, forward, right)
    for i in range(patch.shape[0]):
        edge(mesh, face, patch[0], patch[i], point)  # so the first is (0, 0)
        x = dot(right, point)
        y = dot(up, point)
        out[2 * i] = x
        out[2 * i + 1] = y
        left, far = min(left, x), max(far, x)
        top, bottom = min(top, y), max(bottom, y)
    for i in range(patch.shape[0]):
        out[2 * i] = share(out[2 * i], left, far)
        out[2 * i + 1] = share(out[2 * i + 1], top, bottom)


def normalize(const float[:, :, ::1] mesh, const Py_ssize_t[::1] patch,
              const Py_ssize_t[:, ::1] triangles, const Py_ssize_t[::1] across,
              float[:, ::1] out, Py_ssize_t start):
    """Write one patch of every face from column `start` on."""
    cdef Py_ssize_t face
    with nogil:
        for face in range(mesh.shape[0]):
            normalize_patch(mesh, face, patch, triangles, across, &out[face, start])
