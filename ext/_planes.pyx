"""Pictures to planes of float32, less a mean. Trusts its caller: see planes.py."""
from libc.stdint cimport uint8_t

cdef extern from "_planes.h" nogil:
    void write_line(const uint8_t *pixels, Py_ssize_t width, const float *mean, float *first,
                    float *second, float *third)


def write(const uint8_t[:, :, ::1] image, float first, float second, float third,
          float[:, :, ::1] out):
    cdef Py_ssize_t y
    cdef float mean[3]
    mean[0], mean[1], mean[2] = first, second, third
    if image.shape[1] == 0:
        return
    with nogil:
        for y in range(image.shape[0]):
            write_line(&image[y, 0, 0], image.shape[1], mean, &out[0, y, 0], &out[1, y, 0],
                       &out[2, y, 0])
