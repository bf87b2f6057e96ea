"""What the code declares beside its graphs: the limits of pipelines, and the paths into events that name their keys."""
