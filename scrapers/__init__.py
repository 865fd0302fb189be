"""The web -> captures: declared sources, platforms, fetch policy, archive and monitors."""
