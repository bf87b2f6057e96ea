"""The API of where pipelines run, and of the processes that take jobs."""
