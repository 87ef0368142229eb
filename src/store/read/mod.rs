//! Joined rows, shaped for the page or answer that shows them.
