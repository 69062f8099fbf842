"""Grids of prior boxes. Trusts its caller: see priors.py."""


def fill(float[:, ::1] out, Py_ssize_t columns, double step_x, double step_y,
         const float[:, ::1] sizes):
    """Fill rows with centre x, centre y and the size of each prior, cells in row-major order."""
    cdef Py_ssize_t row, cell, k = 0, count = sizes.shape[0]
    with nogil:
        for row in range(out.shape[0]):
            cell = row // count
            k = row - cell * count
            out[row, 0] = <float>((cell % columns + 0.5) * step_x)
            out[row, 1] = <float>((cell // columns + 0.5) * step_y)
            out[row, 2] = sizes[k, 0]
            out[row, 3] = sizes[k, 1]
