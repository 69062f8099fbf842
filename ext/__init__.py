"""Arrays in, arrays out: compiled kernels."""
