"""Control, distance and band of deposits at a front."""
