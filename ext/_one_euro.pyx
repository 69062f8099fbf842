"""One Euro step over a block of channels. Trusts its caller: see one_euro.py."""
from libc.math cimport M_PI, fabsf


cdef inline float smoothing(float dt, float cutoff) noexcept nogil:
    """Weight of the newest sample in a first-order low pass."""
    cdef float r = <float>(2 * M_PI) * cutoff * dt
    return r / (r + 1)


def step(float[:, ::1] value, float[:, ::1] slope, float[:, ::1] previous,
         const float[:, ::1] sample, const Py_ssize_t[::1] rows, float dt, float scale,
         float min_cutoff, float beta, float slope_cutoff):
    cdef Py_ssize_t i, j, row
    cdef float a, a_slope = smoothing(dt, slope_cutoff), rate = 1 / (dt * scale)
    with nogil:
        for i in range(rows.shape[0]):
            row = rows[i]
            # Two loops, because `previous` may be `value`: each alone is free of aliases.
            for j in range(sample.shape[1]):
                slope[row, j] += a_slope * (
                    (sample[row, j] - previous[row, j]) * rate - slope[row, j])
            for j in range(sample.shape[1]):
                a = smoothing(dt, min_cutoff + beta * fabsf(slope[row, j]))
                value[row, j] += a * (sample[row, j] - value[row, j])
            if &previous[row, 0] != &value[row, 0]:
                previous[row, :] = sample[row, :]
