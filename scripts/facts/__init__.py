"""The pieces of `build_facts.py`: Amazon's models in, committed facts out."""
