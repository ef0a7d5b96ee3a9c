"""Budgets as ratios: each number stands beside the baseline of the same run."""
