collect_ignore = ["write_suzanne.py"]  # runs under Blender
