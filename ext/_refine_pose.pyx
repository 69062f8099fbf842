"""A head's pose by what its points' misses tell of turn, shift and distance. Trusts its caller:
see refine_pose.py."""
from libc.math cimport cos, fabs, fmax, isfinite, sin, sqrt

cdef enum:
    TOLD = 7  # turn and shift in the head frame, share of the distance


cdef struct Problem:
    const double *model  # (n, 3)
    const double *influence  # (n, 3, TOLD)
    const double *seen  # (n, 3)
    Py_ssize_t n
    double middle[3]  # mean of the model
    double nearer  # mean of what is seen of depth
    double bend
    double nearest


cdef inline double row(const double *R, int k, const double *p) noexcept nogil:
    """Return one coordinate of a turned point."""
    return R[3 * k] * p[0] + R[3 * k + 1] * p[1] + R[3 * k + 2] * p[2]


cdef void prepare(Problem *problem) noexcept nogil:
    """Take the means of model and seen depth."""
    cdef Py_ssize_t i
    cdef int k
    problem.nearer = 0
    for k in range(3):
        problem.middle[k] = 0
    for i in range(problem.n):
        problem.nearer += problem.seen[3 * i + 2] / problem.n
        for k in range(3):
            problem.middle[k] += problem.model[3 * i + k] / problem.n


cdef bint listen(const Problem *problem, const double *R, const double *t,
                 double *told) noexcept nogil:
    """Sum what all misses tell; tell whether all points lie in front of the camera."""
    cdef Py_ssize_t i
    cdef int j, k
    cdef double depth, far, miss, distance = -t[2], middle = row(R, 2, problem.middle)
    cdef double arm[3]
    cdef double off[3]
    cdef const double *seen
    for j in range(TOLD):
        told[j] = 0
    for i in range(problem.n):
        seen = problem.seen + 3 * i
        for k in range(3):
            arm[k] = row(R, k, problem.model + 3 * i)
        depth = -(arm[2] + t[2])
        if not depth > problem.nearest:  # also where it is no number
            return False
        off[0] = (seen[0] - (arm[0] + t[0]) / depth) * distance
        off[1] = (seen[1] - (arm[1] + t[1]) / depth) * distance
        off[2] = (seen[2] - problem.nearer) * (distance - middle) - (arm[2] - middle)
        far = sqrt(off[0] * off[0] + off[1] * off[1] + off[2] * off[2]) / problem.bend
        for k in range(3):  # into the head frame
            miss = (R[k] * off[0] + R[3 + k] * off[1] + R[6 + k] * off[2]) / fmax(far, 1)
            for j in range(TOLD):
                told[j] += problem.influence[(3 * i + k) * TOLD + j] * miss
    return True


cdef void turn(double *R, const double *w) noexcept nogil:
    """Turn R, in its own frame, by a rotation vector, rad: Rodrigues' formula."""
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
            R[3 * j + k] = old[3 * j] * T[k] + old[3 * j + 1] * T[3 + k] + old[3 * j + 2] * T[6 + k]


cdef bint descend(const Problem *problem, double *R, double *t, int steps,
                  double small) noexcept nogil:
    """Refine one pose in place; False where what is seen is no number."""
    cdef double told[TOLD]
    cdef double shift[2]
    cdef double largest
    cdef int _step, k
    for _step in range(steps):
        if not listen(problem, R, t, told):
            return True
        largest = 0
        for k in range(TOLD):
            if not isfinite(told[k]):
                return False
        turn(R, told)
        for k in range(2):
            shift[k] = row(R, k, told + 3)
            t[k] += shift[k]
            largest = fmax(largest, fabs(shift[k]))
        for k in range(3):
            t[k] *= 1 - told[6]
            largest = fmax(largest, fabs(told[k]))
        if fmax(largest, fabs(told[6])) < small:
            return True
    return True


def refine(const double[:, ::1] model, const double[:, :, ::1] influence,
           const double[:, :, ::1] seen, double[:, :, ::1] rotation, double[:, ::1] translation,
           double bend, int steps, double small, double nearest):
    """Refine every face's pose in place; tell whether all that was seen are numbers."""
    cdef Py_ssize_t face
    cdef bint known = True
    cdef Problem problem
    if not model.shape[0]:
        return False
    problem.model = &model[0, 0]
    problem.influence = &influence[0, 0, 0]
    problem.n = model.shape[0]
    problem.bend = bend
    problem.nearest = nearest
    with nogil:
        for face in range(seen.shape[0]):
            problem.seen = &seen[face, 0, 0]
            prepare(&problem)
            known &= descend(&problem, &rotation[face, 0, 0], &translation[face, 0], steps, small)
    return bool(known)
