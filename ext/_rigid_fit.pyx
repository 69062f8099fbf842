"""Weighted similarity fit of point sets by quaternions. Trusts its caller: see rigid_fit.py."""
from libc.math cimport fabs, sqrt


cdef bint usable(const double[::1] weights) noexcept nogil:
    """Whether no weight is negative or NaN, and one is positive."""
    cdef Py_ssize_t i
    cdef bint positive = False
    for i in range(weights.shape[0]):
        if not weights[i] >= 0:
            return False
        positive |= weights[i] > 0
    return positive


cdef void moments(const double[:, ::1] source, const double[::1] weights,
                  const double[:, :, ::1] target, Py_ssize_t face, double *a, double *b,
                  double (*s)[3], double *spread) noexcept nogil:
    """Weighted means of both sets, cross moments about them, and the source's spread."""
    cdef Py_ssize_t i, j, k
    cdef double total = 0, d
    for k in range(3):
        a[k] = b[k] = 0
        for j in range(3):
            s[k][j] = 0
    for i in range(weights.shape[0]):
        total += weights[i]
        for k in range(3):
            a[k] += weights[i] * source[i, k]
            b[k] += weights[i] * target[face, i, k]
    for k in range(3):
        a[k] /= total
        b[k] /= total
    spread[0] = 0
    for i in range(weights.shape[0]):
        for j in range(3):
            d = weights[i] * (source[i, j] - a[j])
            spread[0] += d * (source[i, j] - a[j])
            for k in range(3):
                s[j][k] += d * (target[face, i, k] - b[k])


cdef void horn_matrix(const double (*s)[3], double (*n)[4]) noexcept nogil:
    """Fill the symmetric 4x4 whose dominant eigenvector is the rotation's quaternion."""
    n[0][0] = s[0][0] + s[1][1] + s[2][2]
    n[1][1] = s[0][0] - s[1][1] - s[2][2]
    n[2][2] = s[1][1] - s[0][0] - s[2][2]
    n[3][3] = s[2][2] - s[0][0] - s[1][1]
    n[0][1] = n[1][0] = s[1][2] - s[2][1]
    n[0][2] = n[2][0] = s[2][0] - s[0][2]
    n[0][3] = n[3][0] = s[0][1] - s[1][0]
    n[1][2] = n[2][1] = s[0][1] + s[1][0]
    n[1][3] = n[3][1] = s[2][0] + s[0][2]
    n[2][3] = n[3][2] = s[1][2] + s[2][1]


cdef inline void rotate(double (*m)[4], int p, int q, double cos, double sin,
                        bint both) noexcept nogil:
    """Apply a plane rotation to the columns p, q of `m`, and to its rows if `both`."""
    cdef int k
    cdef double x, y
    for k in range(4):
        x = m[k][p]
        y = m[k][q]
        m[k][p] = cos * x - sin * y
        m[k][q] = sin * x + cos * y
    if both:
        for k in range(4):
            x = m[p][k]
            y = m[q][k]
            m[p][k] = cos * x - sin * y
            m[q][k] = sin * x + cos * y


cdef void diagonalise(double (*n)[4], double (*v)[4]) noexcept nogil:
    """Cyclic Jacobi: `n` becomes diagonal, the columns of `v` its eigenvectors."""
    cdef int _sweep, p, q
    cdef double theta, t, cos, size = 0, rest
    for p in range(4):
        for q in range(4):
            v[p][q] = 1.0 if p == q else 0.0
            size += n[p][q] * n[p][q]
    for _sweep in range(12):  # quadratic convergence: six are enough in practice
        rest = 0
        for p in range(3):
            for q in range(p + 1, 4):
                rest += n[p][q] * n[p][q]
                if n[p][q] == 0:
                    continue
                theta = (n[q][q] - n[p][p]) / (2 * n[p][q])
                t = (1.0 if theta >= 0 else -1.0) / (fabs(theta) + sqrt(theta * theta + 1))
                cos = 1 / sqrt(t * t + 1)
                rotate(n, p, q, cos, t * cos, True)
                rotate(v, p, q, cos, t * cos, False)
        if rest <= 1e-32 * size:
            break


cdef void to_matrix(double w, double x, double y, double z,
                    double[:, :, ::1] rotation, Py_ssize_t face) noexcept nogil:
    rotation[face, 0, 0] = w * w + x * x - y * y - z * z
    rotation[face, 1, 1] = w * w - x * x + y * y - z * z
    rotation[face, 2, 2] = w * w - x * x - y * y + z * z
    rotation[face, 0, 1] = 2 * (x * y - w * z)
    rotation[face, 1, 0] = 2 * (x * y + w * z)
    rotation[face, 0, 2] = 2 * (x * z + w * y)
    rotation[face, 2, 0] = 2 * (x * z - w * y)
    rotation[face, 1, 2] = 2 * (y * z - w * x)
    rotation[face, 2, 1] = 2 * (y * z + w * x)


def fit(const double[:, ::1] source, const double[::1] weights, const double[:, :, ::1] target,
        double[:, :, ::1] rotation, double[:, ::1] translation, double[::1] scale):
    """Fill the fits; tell whether the weights were usable."""
    if not usable(weights):
        return False
    cdef Py_ssize_t face, j, k
    cdef int best
    cdef double a[3]
    cdef double b[3]
    cdef double s[3][3]
    cdef double n[4][4]
    cdef double v[4][4]
    cdef double spread, stretch
    with nogil:
        for face in range(target.shape[0]):
            moments(source, weights, target, face, a, b, s, &spread)
            horn_matrix(<const double (*)[3]>s, n)
            diagonalise(n, v)
            best = 0
            for k in range(1, 4):
                if n[k][k] > n[best][best]:
                    best = k
            to_matrix(v[0][best], v[1][best], v[2][best], v[3][best], rotation, face)
            stretch = 0
            for j in range(3):
                for k in range(3):
                    stretch += rotation[face, k, j] * s[j][k]
            scale[face] = stretch / spread
            for k in range(3):
                translation[face, k] = b[k]
                for j in range(3):
                    translation[face, k] -= scale[face] * rotation[face, k, j] * a[j]
    return True
