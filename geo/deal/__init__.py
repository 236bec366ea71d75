"""The deal's texts: what each covers, with which shares, and why."""
