"""What is heard: sound in, its features, and the mouth that speaks it."""
