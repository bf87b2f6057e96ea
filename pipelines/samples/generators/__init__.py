"""What makes the sample documents anew."""
