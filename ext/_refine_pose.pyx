"""Robust Gauss-Newton on the reprojection error of a rigid model. Trusts its caller:
see refine_pose.py."""
from libc.math cimport cos, fabs, fmax, isfinite, sin, sqrt

cdef enum:
    UNKNOWNS = 6  # rotation vector, then translation


cdef struct Problem:
    const double *model  # (n, 3)
    const double *weights
    const double *seen  # (n, 2)
    Py_ssize_t n
    double bend
    double nearest


cdef inline void place(const double *R, const double *p, double *arm) noexcept nogil:
    """Turn a point of the model by the rotation."""
    cdef int k
    for k in range(3):
        arm[k] = R[3 * k] * p[0] + R[3 * k + 1] * p[1] + R[3 * k + 2] * p[2]


cdef void slopes(const double *arm, double u, double v, double per_metre,
                 double *across, double *upright) noexcept nogil:
    """Derivatives of both coordinates of what a point misses, m, by the six unknowns."""
    across[0] = per_metre * u * arm[1]
    across[1] = per_metre * (arm[2] - u * arm[0])
    across[2] = -per_metre * arm[1]
    across[3] = per_metre
    across[4] = 0
    across[5] = per_metre * u
    upright[0] = per_metre * (v * arm[1] - arm[2])
    upright[1] = -per_metre * v * arm[0]
    upright[2] = per_metre * arm[0]
    upright[3] = 0
    upright[4] = per_metre
    upright[5] = per_metre * v


cdef bint gather(const Problem *problem, const double *R, const double *t,
                 double (*H)[UNKNOWNS], double *g) noexcept nogil:
    """Sum the normal equations; tell whether all points lie in front of the camera."""
    cdef Py_ssize_t i
    cdef int j, k
    cdef double depth, u, v, miss_x, miss_y, distance = -t[2], pull, far
    cdef double arm[3]
    cdef double across[UNKNOWNS]
    cdef double upright[UNKNOWNS]
    for j in range(UNKNOWNS):
        g[j] = 0
        for k in range(UNKNOWNS):
            H[j][k] = 0
    for i in range(problem.n):
        place(R, problem.model + 3 * i, arm)
        depth = -(arm[2] + t[2])
        if not depth > problem.nearest:  # also where it is no number
            return False
        u = (arm[0] + t[0]) / depth
        v = (arm[1] + t[1]) / depth
        miss_x = (u - problem.seen[2 * i]) * distance
        miss_y = (v - problem.seen[2 * i + 1]) * distance
        far = sqrt(miss_x * miss_x + miss_y * miss_y) / problem.bend
        pull = problem.weights[i] / fmax(far, 1)
        slopes(arm, u, v, distance / depth, across, upright)
        for j in range(UNKNOWNS):
            g[j] -= pull * (across[j] * miss_x + upright[j] * miss_y)
            for k in range(j + 1):
                H[j][k] += pull * (across[j] * across[k] + upright[j] * upright[k])
    return True


cdef bint solve(double (*H)[UNKNOWNS], double *g) noexcept nogil:
    """Solve H x = g in place by Cholesky; False where H is singular to double precision."""
    cdef int i, j, k
    cdef double rest, whole
    for i in range(UNKNOWNS):
        whole = H[i][i]
        for j in range(i + 1):
            rest = H[i][j]
            for k in range(j):
                rest -= H[i][k] * H[j][k]
            if i == j:
                if not rest > 1e-13 * whole:
                    return False
                H[i][i] = sqrt(rest)
            else:
                H[i][j] = rest / H[j][j]
    for i in range(UNKNOWNS):
        for k in range(i):
            g[i] -= H[i][k] * g[k]
        g[i] /= H[i][i]
    for i in range(UNKNOWNS - 1, -1, -1):
        for k in range(i + 1, UNKNOWNS):
            g[i] -= H[k][i] * g[k]
        g[i] /= H[i][i]
    return isfinite(g[0])


cdef void turn(double *R, const double *w) noexcept nogil:
    """Turn R further by a rotation vector, rad: Rodrigues' formula."""
    cdef double angle = sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2])
    cdef double first = sin(angle) / angle if angle > 1e-12 else 1
    cdef double second = 2 * (sin(angle / 2) / angle) ** 2 if angle > 1e-12 else 0.5
    cdef double cosine = cos(angle)
    cdef double old[9]
    cdef double T[9]
    cdef int j, k
    for j in range(3):
        for k in range(3):
            T[3 * j + k] = second * w[j] * w[k]
            old[3 * j + k] = R[3 * j + k]
        T[4 * j] += cosine
    T[1] -= first * w[2]
    T[2] += first * w[1]
    T[3] += first * w[2]
    T[5] -= first * w[0]
    T[6] -= first * w[1]
    T[7] += first * w[0]
    for j in range(3):
        for k in range(3):
            R[3 * j + k] = T[3 * j] * old[k] + T[3 * j + 1] * old[3 + k] + T[3 * j + 2] * old[6 + k]


cdef bint descend(const Problem *problem, double *R, double *t, int steps,
                  double small) noexcept nogil:
    """Refine one pose in place; False where the points do not fix it."""
    cdef double H[UNKNOWNS][UNKNOWNS]
    cdef double x[UNKNOWNS]
    cdef double largest
    cdef int _step, k
    for _step in range(steps):
        if not gather(problem, R, t, H, x):
            return True
        if not solve(H, x):
            return False
        turn(R, x)
        largest = 0
        for k in range(3):
            t[k] += x[3 + k]
            largest = fmax(largest, fmax(fabs(x[k]), fabs(x[3 + k])))
        if largest < small:
            return True
    return True


def refine(const double[:, ::1] model, const double[::1] weights, const double[:, :, ::1] seen,
           double[:, :, ::1] rotation, double[:, ::1] translation, double bend, int steps,
           double small, double nearest):
    """Refine every face's pose in place; tell whether all are fixed by their points."""
    cdef Py_ssize_t face
    cdef bint fixed = True
    cdef Problem problem
    if not model.shape[0]:
        return False
    problem.model = &model[0, 0]
    problem.weights = &weights[0]
    problem.n = model.shape[0]
    problem.bend = bend
    problem.nearest = nearest
    with nogil:
        for face in range(seen.shape[0]):
            problem.seen = &seen[face, 0, 0]
            fixed &= descend(&problem, &rotation[face, 0, 0], &translation[face, 0], steps, small)
    return bool(fixed)
