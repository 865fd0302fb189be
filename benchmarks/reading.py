"""Run the reader over annotated documents and time it.

    python -m benchmarks.reading DOCUMENTS.jsonl PREDICTIONS.jsonl

Writes the predictions in the form that the scorer takes, and prints documents a second after loading.
"""

import json
import sys
import time
from pathlib import Path

from extractors.reading.inputs import output, parse_line
from extractors.reading.reader import Reader


def main(source: str, target: str) -> None:
    documents = [parse_line(line) for line in Path(source).read_bytes().splitlines() if line.strip()]
    started = time.perf_counter()
    reader = Reader()
    for lang in {document.lang for document in documents}:  # load each language before the clock starts
        reader.read(next(document for document in documents if document.lang == lang))
    loaded = time.perf_counter()
    predictions = [output(document.id, reader.read(document)) for document in documents]
    seconds = time.perf_counter() - loaded
    with Path(target).open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions)
    rate = len(documents) / seconds
    print(f"loading: {loaded - started:.1f} s; {len(documents)} documents in {seconds:.2f} s: {rate:.0f}/s")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
