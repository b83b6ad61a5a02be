"""Serve the site with sample tasks for screenshots, audits and benchmarks."""
