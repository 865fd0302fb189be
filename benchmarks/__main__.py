"""All measurements in a row; those that need the optional folder of annotated data say so where it is missing."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import orchestrator, reading

SHARED = Path(os.environ.get("HERMANA_SHARED", Path(__file__).parent.parent.parent / "shared"))


def main() -> None:
    print("== Prefect")
    orchestrator.main()
    print("== Reading, on annotated documents")
    score = SHARED / "eval" / "score.py"
    if not score.exists():
        print("skipped: set HERMANA_SHARED to the folder with eval/dev.jsonl and eval/score.py")
        return
    with tempfile.TemporaryDirectory() as folder:
        for gold in (SHARED / "eval" / "dev.jsonl", Path(__file__).parent / "held-out.jsonl"):
            print(f"-- {gold.name}")
            found = Path(folder) / "found.jsonl"
            reading.main(str(gold), str(found))
            subprocess.run([sys.executable, str(score), str(gold), str(found)], check=True)


if __name__ == "__main__":
    main()
