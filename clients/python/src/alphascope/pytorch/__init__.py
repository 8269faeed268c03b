"""Trainings in PyTorch."""

from alphascope.pytorch.watching import Watch, watch

__all__ = ['Watch', 'watch']
