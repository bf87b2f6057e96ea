"""What the jobs share: the job itself, the blocks on Hera, the wiring check and rendering."""
