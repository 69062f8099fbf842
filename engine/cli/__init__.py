"""Face-free commands of the command line."""
