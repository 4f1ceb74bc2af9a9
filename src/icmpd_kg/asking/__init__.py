"""Questions in words, understood offline: names by the graph's own, the rest by a word list and a small grammar."""
