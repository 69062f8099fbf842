"""From what is said to a mouth that says it: phonemes, mouth shapes, the film of an avatar."""
