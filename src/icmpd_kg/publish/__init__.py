"""Publish the graph as files."""
