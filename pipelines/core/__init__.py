"""What the pipelines share: the class Pipeline, the blocks on Hera, the wiring check and rendering."""
