//! The PDF documents people keep.
