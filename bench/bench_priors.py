"""Building RetinaFace's priors for one new input size; the next time they come from the cache."""

from ext.priors import retinaface_priors


def cases():
    return {"640x480": {"ours": lambda: retinaface_priors.__wrapped__(640, 480)}}
