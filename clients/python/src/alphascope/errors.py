"""What this package raises."""


class AlphascopeError(Exception):
    """A fault with its cause and remedy in words; all faults of this package derive from it."""


class NotConnected(AlphascopeError):
    """No system can be reached, or it lets nobody in."""


class NotPublished(AlphascopeError):
    """Steps did not get into the stream."""


class NotObservable(AlphascopeError):
    """Something about a training cannot be observed rightly, and is refused instead."""


class NotRead(AlphascopeError):
    """Steps or results cannot be read."""


class Refused(AlphascopeError):
    """The system refuses a request, in its own words."""


class NotObserved(AlphascopeError):
    """A replay ended without having observed what it was asked for."""


class TimedOut(AlphascopeError, TimeoutError):
    """What was waited for has not come in time."""


class MissingPackage(AlphascopeError, ImportError):
    """Something needs a package that is not installed."""


class Invalid(AlphascopeError, ValueError):
    """An argument is not what was expected."""
