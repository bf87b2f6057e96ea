"""Where the jobs of a pipeline run, and the processes that take them."""
