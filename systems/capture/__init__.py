"""Where pictures come from: cameras, videos, images, pipes and the actor."""
