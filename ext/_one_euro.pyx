"""One Euro step over a block of channels. Trusts its caller: see one_euro.py."""
from libc.math cimport M_PI, fabsf


cdef inline float smoothing(float dt, float cutoff) noexcept nogil:
    """Weight of the newest sample in a first-order low pass."""
    cdef float r = <float>(2 * M_PI) * cutoff * dt
    return r / (r + <float>1)  # a bare 1 would be divided as a double


cdef inline void advance(float *value, float *slope, const float *last, const float *sample,
                         Py_ssize_t count, float dt, float rate, float min_cutoff, float beta,
                         float a_slope) noexcept nogil:
    cdef Py_ssize_t j
    cdef float x, y, s
    for j in range(count):
        x = sample[j]
        y = value[j]
        s = slope[j]
        s += a_slope * ((x - last[j]) * rate - s)
        slope[j] = s
        value[j] = y + smoothing(dt, min_cutoff + beta * fabsf(s)) * (x - y)


def step(float[:, ::1] value, float[:, ::1] slope, float[:, ::1] previous,
         const float[:, ::1] sample, const Py_ssize_t[::1] rows, float dt, float scale,
         float min_cutoff, float beta, float slope_cutoff):
    cdef Py_ssize_t i, row, count = sample.shape[1]
    cdef float a_slope = smoothing(dt, slope_cutoff), rate = 1 / (dt * scale)
    cdef bint raw = &previous[0, 0] != &value[0, 0]
    with nogil:
        for i in range(rows.shape[0]):
            row = rows[i]
            # Two calls, because `previous` may be `value`: the compiler sees that in the second.
            if raw:
                advance(&value[row, 0], &slope[row, 0], &previous[row, 0], &sample[row, 0], count,
                        dt, rate, min_cutoff, beta, a_slope)
                previous[row, :] = sample[row, :]
            else:
                advance(&value[row, 0], &slope[row, 0], &value[row, 0], &sample[row, 0], count,
                        dt, rate, min_cutoff, beta, a_slope)
