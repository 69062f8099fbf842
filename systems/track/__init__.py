"""From pictures to landmarks: model store, detection, crop, mesh, identity."""
