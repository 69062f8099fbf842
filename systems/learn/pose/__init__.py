"""Measuring what mesh points tell of the skull, on drawn performances and on film."""
