"""From landmarks to pose, gaze, eyelids and named expressions."""
