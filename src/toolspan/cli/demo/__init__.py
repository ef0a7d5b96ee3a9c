"""The demo: one scripted seller's assistant, in each framework's own runner."""
