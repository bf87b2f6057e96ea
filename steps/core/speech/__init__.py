"""Speech recognition by a provider. The only place that names assemblyai."""
