"""GTOP Explorer: a dashboard for multi-tissue, long-read QTL atlases."""
