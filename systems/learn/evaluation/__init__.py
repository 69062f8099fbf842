"""Ground truth: performances whose weights, pose and gaze are known, through the whole tracker."""
