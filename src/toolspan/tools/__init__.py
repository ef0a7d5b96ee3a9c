"""JSON schemas as models read them: without references, within a size, and in the form of strict mode."""
