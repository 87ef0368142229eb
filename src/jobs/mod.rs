//! Work done outside a request, one file a job.
