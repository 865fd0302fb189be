"""Captures to documents: the bytes that a publisher sent become clean text in located blocks.

One module per file type, each a function from bytes to `content.Content`; `read.read_document` chooses
among them and `limits.run_limited` runs any of it in workers that can be killed.
"""
