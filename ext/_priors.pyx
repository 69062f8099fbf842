"""Grids of prior boxes. Trusts its caller: see priors.py."""


def fill(float[:, ::1] out, Py_ssize_t columns, double step_x, double step_y,
         const float[:, ::1] sizes):
    """Fill rows with centre x, centre y and the size of each prior, cells in row-major order."""
    cdef Py_ssize_t per_cell = sizes.shape[0], cells = out.shape[0] // per_cell
    cdef Py_ssize_t _cell, k, column = 0, line = 0, row = 0
    cdef float x, y
    with nogil:
        for _cell in range(cells):
            x = <float>((column + 0.5) * step_x)
            y = <float>((line + 0.5) * step_y)
            for k in range(per_cell):
                out[row, 0] = x
                out[row, 1] = y
                out[row, 2] = sizes[k, 0]
                out[row, 3] = sizes[k, 1]
                row += 1
            column += 1
            if column == columns:
                column = 0
                line += 1
