"""Steps that do next to nothing or misbehave on purpose: for tests of executors and for benchmarks."""
