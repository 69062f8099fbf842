"""Affine crop of a BGR picture, normalised. Trusts its caller: see affine_crop.py."""
from libc.stdint cimport uint8_t

cdef extern from "_affine_crop.h" nogil:
    int round_even(double x)
    void sample_bgr(const uint8_t *top, const uint8_t *bottom, int a, int b, float scale,
                    const float *offset, float *bgr)

cdef enum:
    CHUNK = 64  # pixels whose coordinates are computed at once


cdef struct Picture:
    const uint8_t *pixels
    Py_ssize_t width
    Py_ssize_t height
    bint replicate


cdef inline bint inside(const Picture *picture, int x, int y) noexcept nogil:
    """Whether all four neighbours of (x, y), in 1/32 px, and the bytes read with them exist."""
    return 0 <= x >> 5 < picture.width - 2 and 0 <= y >> 5 < picture.height - 1


cdef inline void fetch(const Picture *picture, Py_ssize_t x, Py_ssize_t y,
                       uint8_t *bgr) noexcept nogil:
    """Copy one pixel; outside the picture the nearest edge pixel or black."""
    cdef Py_ssize_t column = min(max(x, 0), picture.width - 1)
    cdef Py_ssize_t row = min(max(y, 0), picture.height - 1)
    cdef const uint8_t *source = picture.pixels + 3 * (row * picture.width + column)
    cdef bint shown = picture.replicate or (x == column and y == row)
    cdef int c
    for c in range(3):
        bgr[c] = source[c] if shown else 0


cdef void sample_border(const Picture *picture, int x, int y, float scale,
                        const float *offset, float *bgr) noexcept nogil:
    """Sample where neighbours may lie outside: collect them first."""
    cdef uint8_t patch[16]
    fetch(picture, x >> 5, y >> 5, patch)
    fetch(picture, (x >> 5) + 1, y >> 5, patch + 3)
    fetch(picture, x >> 5, (y >> 5) + 1, patch + 8)
    fetch(picture, (x >> 5) + 1, (y >> 5) + 1, patch + 11)
    sample_bgr(patch, patch + 8, x & 31, y & 31, scale, offset, bgr)


cdef inline void sample_inside(const Picture *picture, int x, int y, float scale,
                               const float *offset, float *bgr) noexcept nogil:
    cdef const uint8_t *top = picture.pixels + 3 * ((y >> 5) * picture.width + (x >> 5))
    sample_bgr(top, top + 3 * picture.width, x & 31, y & 31, scale, offset, bgr)


cdef inline bint locate(const Picture *picture, const double *matrix, int u, int v, int count,
                        int *x, int *y) noexcept nogil:
    """Compute the positions of `count` pixels from (u, v) on; tell whether all lie inside."""
    cdef double x0 = matrix[1] * v + matrix[2], y0 = matrix[4] * v + matrix[5]
    cdef int i
    for i in range(count):
        x[i] = round_even(matrix[0] * (u + i) + x0)
        y[i] = round_even(matrix[3] * (u + i) + y0)
    # Rounding is monotonic along a row: the ends speak for all.
    return inside(picture, x[0], y[0]) and inside(picture, x[count - 1], y[count - 1])


def crop(const uint8_t[:, :, ::1] image, const double[::1] matrix, float[:, :, ::1] out,
         float scale, const float[::1] offset, bint planar, bint rgb, bint replicate):
    """Fill `out`; `matrix` maps (u, v, 1) to x, y in 1/32 px."""
    cdef Py_ssize_t height = out.shape[1 if planar else 0], width = out.shape[2 if planar else 1]
    cdef Py_ssize_t pixel = 1 if planar else 3, channel = width * height if planar else 1
    cdef int v, i, chunk, count
    cdef Picture picture = Picture(&image[0, 0, 0], image.shape[1], image.shape[0], replicate)
    cdef float *target = &out[0, 0, 0]
    cdef int x[CHUNK]
    cdef int y[CHUNK]
    cdef float bgr[4]
    cdef bint clear
    if rgb:
        target += 2 * channel
        channel = -channel
    with nogil:
        for v in range(height):
            for chunk in range((width + CHUNK - 1) // CHUNK):
                count = min(<int>width - chunk * CHUNK, <int>CHUNK)
                clear = locate(&picture, &matrix[0], chunk * CHUNK, v, count, x, y)
                for i in range(count):
                    if clear:
                        sample_inside(&picture, x[i], y[i], scale, &offset[0], bgr)
                    else:
                        sample_border(&picture, x[i], y[i], scale, &offset[0], bgr)
                    target[0] = bgr[0]
                    target[channel] = bgr[1]
                    target[2 * channel] = bgr[2]
                    target += pixel
